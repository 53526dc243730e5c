#!/usr/bin/env bash
# Checks every theorem of theorems.toml and every number of certificates.toml with Coq.
# Each must be there under its name, on the page that restates it, proved from the axioms in axioms.allowed alone.
# Without Coq, or without a library that a file needs, its theorems are skipped, never passed.
set -uo pipefail
cd "${1:-$(dirname "${BASH_SOURCE[0]}")}"
source_dir=$PWD
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
passed=0 failed=0 skipped=0

# coq-name file role, one theorem a line
list() {
    awk -F' = ' '
        function flush() { if (name != "") print name, file, role }
        /^\[\[/ { flush(); name = ""; file = "calculus/Certificates.v"; role = "certificate" }
        { value = $2; gsub(/"/, "", value) }
        /^coq = / && FILENAME ~ /theorems/ { name = value }
        /^id = / && FILENAME ~ /certificates/ { name = value }
        /^file = / { file = value }
        /^role = / { role = value }
        END { flush() }' "$1"
}

line() { # verdict name detail
    printf '%-8s%-44s %s\n' "$1" "$2" "$3"
    case $1 in passed) passed=$((passed + 1)) ;; failed) failed=$((failed + 1)) ;; skipped) skipped=$((skipped + 1)) ;; esac
}

finish() {
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    [ "$failed" -eq 0 ]
    exit
}

# The source without its comments, which may be nested.
bare() {
    awk '{ line = $0 "\n"
           for (i = 1; i <= length(line); i++) {
               two = substr(line, i, 2)
               if (two == "(*") { depth++; i++ } else if (two == "*)" && depth > 0) { depth--; i++ }
               else if (depth == 0) printf "%s", substr(line, i, 1)
           } }' "$1"
}

# Words that would let a theorem stand without a proof; a Variable outside a section is an axiom too.
forbidden() {
    bare "$1" | awk '
        /(^|[^A-Za-z_])(Admitted|admit|give_up|Axiom|Axioms|Parameter|Parameters|Conjecture|bypass_check)([^A-Za-z_]|$)/ { print; next }
        /Unset +(Guard|Positivity|Universe) +Checking/ { print; next }
        /^ *Section / { depth++ }
        /^ *End / { depth-- }
        depth < 1 && /^ *(Variable|Variables|Hypothesis|Hypotheses|Context)[ (]/ { print }'
}

mapfile -t theorems < <(list theorems.toml; list certificates.toml)
[ "${#theorems[@]}" -gt 0 ] || { echo "no theorems in theorems.toml"; exit 1; }

if ! command -v coqc >/dev/null; then
    for entry in "${theorems[@]}"; do line skipped "${entry%% *}" "no coqc on this machine"; done
    finish
fi

installed() { [ -d "$(coqc -where)/user-contrib/$1" ] || [ -d "$(coqc -where)/../../ocaml/coq/user-contrib/$1" ]; }
missing() { # what the file's directory needs and the machine lacks
    case $1 in
        calculus/*) for library in Coquelicot Interval; do installed "$library" || echo "$library"; done ;;
        measure/* | *Measure.v) installed mathcomp/analysis || echo mathcomp-analysis ;;
    esac
}

mapfile -t files < <(find . -name '*.v' | sed 's|^\./||' | sort)
for file in "${files[@]}"; do
    mkdir -p "$build/$(dirname "$file")"
    case $file in
        *Measure.v) needs=$(missing measure/) ;;
        Statements*) needs=$(missing calculus/) ;;
        *) needs=$(missing "$file") ;;
    esac
    [ -n "$needs" ] || cp "$file" "$build/$file"
    words=$(forbidden "$file")
    [ -z "$words" ] || line failed "$file" "has a forbidden word: $(head -1 <<<"$words")"
done

cd "$build"
mkdir -p calculus measure
paths=(-w none -Q . Goodhart)
find . -name '*.v' | sed 's|^\./||' | sort | xargs coqdep "${paths[@]:2}" >depend 2>/dev/null
{
    printf 'all: %s\n' "$(find . -name '*.v' | sed 's|^\./||; s|$|o|' | sort | tr '\n' ' ')"
    printf 'include depend\n%%.vo: %%.v\n\t@coqc -q -time %s $< >$<.timing\n' "${paths[*]}"
} >Makefile
make -k -j"$(nproc)" >make.log 2>&1 || grep -A4 -E '^(Error|File)' make.log | head -40

# Seconds that Coq took from a theorem's statement to its Qed.
seconds() { # name file
    local at
    at=$(grep -obE "^(Theorem|Lemma) $1\b" "$2" | head -1 | cut -d: -f1)
    awk -v at="$at" '/^Chars/ && $2 >= at { for (i = 1; i <= NF; i++) if ($i == "secs") s += $(i - 1); if (/\[Qed\.\]/) exit }
        END { printf "%.1f s", s }' "$2.timing" 2>/dev/null || printf '? s'
}

# The module of a file, as Coq calls it.
module() {
    case $1 in
        calculus/*) echo "Goodhart.calculus.$(basename "$1" .v)" ;;
        measure/*) echo "Goodhart.measure.$(basename "$1" .v)" ;;
        *) echo "Goodhart.$(basename "$1" .v)" ;;
    esac
}

# What each theorem of a file assumes, into audit/: one run of Coq for all that the file states.
audit() { # file
    local module_name entry name file every=()
    module_name=$(module "$1")
    {
        printf 'Require %s.\n' "$module_name"
        for entry in "${theorems[@]}"; do
            read -r name file _ <<<"$entry"
            [ "$file" = "$1" ] && grep -qE "^(Theorem|Lemma) $name\b" "$1" || continue
            # Certificates share their assumptions, the long ones of interval arithmetic: they are gathered once.
            if [ "$1" = calculus/Certificates.v ]; then
                every+=("$name")
            else
                printf 'Redirect "audit/%s" Print Assumptions %s.%s.\n' "$name" "$module_name" "$name"
            fi
        done
        if [ "${#every[@]}" -gt 0 ]; then
            printf 'Definition every := (I'
            printf ", $module_name.%s" "${every[@]}"
            printf ').\nRedirect "audit/every" Print Assumptions every.\n'
        fi
    } >"audit/$(basename "$1")"
    coqc -q "${paths[@]}" "audit/$(basename "$1")" >/dev/null 2>"$1.log" || head -5 "$1.log"
    for name in "${every[@]}"; do [ ! -f audit/every.out ] || cp audit/every.out "audit/$name.out"; done
}

# One file a core.
mkdir -p audit
for file in $(printf '%s\n' "${theorems[@]}" | awk '{ print $2 }' | sort -u); do
    [ -f "${file}o" ] || continue
    [ "$(jobs -rp | wc -l)" -lt "$(nproc)" ] || wait -n
    audit "$file" &
done
wait

check() { # name file role
    local name=$1 file=$2 role=$3 page axioms strange needs
    needs=$(missing "$file" | tr '\n' ' ')
    [ -z "$needs" ] || { line skipped "$name" "needs $needs"; return; }
    [ -f "$file" ] || { line failed "$name" "there is no $file"; return; }
    [ -f "${file}o" ] || { line failed "$name" "$file does not compile"; return; }
    case $file in Statements*) page=${file%.v} ;; measure/*) page=StatementsMeasure ;; *) page=Statements ;; esac
    if [ "$role" = theorem ]; then
        grep -qE "^(Theorem|Lemma) $name\b" "$page.v" || { line failed "$name" "$page.v does not restate it"; return; }
        [ -f "$page.vo" ] || { line failed "$name" "$page.v does not compile"; return; }
    fi
    [ -f "audit/$name.out" ] || { line failed "$name" "there is no such theorem in $file"; return; }
    axioms=$(awk '/^Axioms:/ { on = 1; next } on && /^[^ ]/ { sub(/ *:.*/, ""); print }' "audit/$name.out" | sort -u)
    [ -n "$axioms" ] || grep -q 'Closed under the global context' "audit/$name.out" || { line failed "$name" "its assumptions cannot be read"; return; }
    strange=$(grep -vxFf <(sed 's/ *#.*//; /^$/d' "$source_dir/axioms.allowed") <<<"$axioms" | tr '\n' ' ')
    [ -z "${strange// /}" ] || { line failed "$name" "assumes $strange"; return; }
    line passed "$name" "$(grep -c . <<<"$axioms") library axioms, $(seconds "$name" "$file")"
}

for entry in "${theorems[@]}"; do
    # shellcheck disable=SC2086
    check $entry
done
finish
