#!/usr/bin/env bash
# check.sh itself: it must fail on a planted Admitted, a planted axiom and a renamed theorem, and skip without Coq.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
wrong=0

# A small copy: one file, its page and one theorem.
fresh() {
    rm -rf "${room:?}"/*
    mkdir -p "$room/calculus"
    cp check.sh axioms.allowed "$room"
    printf 'Theorem one : 1 = 1.\nProof. reflexivity. Qed.\n' >"$room/calculus/Small.v"
    printf 'From Goodhart.calculus Require Small.\nTheorem one : 1 = 1.\nProof. exact Small.one. Qed.\n' >"$room/Statements.v"
    printf '[[theorem]]\nid = "one"\ncoq = "one"\nfile = "calculus/Small.v"\nrole = "theorem"\n' >"$room/theorems.toml"
    : >"$room/certificates.toml"
}

expect() { # what, status, words
    local said status=0
    said=$("$room/check.sh" "$room" 2>&1) || status=1
    if [ "$status" = "$2" ] && grep -qF "$3" <<<"$said"; then
        echo "as it should: $1"
    else
        printf 'WRONG: %s: status %s\n%s\n' "$1" "$status" "$said"
        wrong=1
    fi
}

fresh
PATH=/usr/bin-without-coq:$(mkdir -p "$room/bin" && for tool in bash awk sed grep dirname mktemp rm head printf cat; do ln -sf "$(command -v $tool)" "$room/bin/$tool"; done && echo "$room/bin") \
    expect "skipped without Coq" 0 "0 passed, 0 failed, 1 skipped"
command -v coqc >/dev/null || { echo "the rest skipped: no coqc"; exit "$wrong"; }

fresh
expect "a sound copy passes" 0 "1 passed, 0 failed, 0 skipped"
fresh
printf 'Theorem two : 1 = 2.\nAdmitted.\n' >>"$room/calculus/Small.v"
expect "an Admitted fails" 1 "forbidden word"
fresh
printf '(* Admitted (* Axiom *) *)\n' >>"$room/calculus/Small.v"
expect "a comment does not" 0 "1 passed, 0 failed"
fresh
printf 'Axiom false : False.\nTheorem one : 1 = 1.\nProof. destruct false. Qed.\n' >"$room/calculus/Small.v"
expect "an axiom that a theorem rests on fails by name" 1 "assumes Small.false"
fresh
printf 'Variable false : False.\nTheorem one : 1 = 1.\nProof. destruct false. Qed.\n' >"$room/calculus/Small.v"
expect "a variable outside a section fails" 1 "forbidden word"
fresh
sed -i 's/one/uno/' "$room/calculus/Small.v"
expect "a renamed theorem fails" 1 "1 failed"
fresh
sed -i 's/Theorem one/Theorem uno/' "$room/Statements.v"
expect "a theorem missing from the page fails" 1 "does not restate"
fresh
printf 'Theorem two : 2 = 2.\nProof. reflexivity. Qed.\n' >"$room/StatementsMore.v"
printf '[[theorem]]\nid = "two"\ncoq = "two"\nfile = "StatementsMore.v"\nrole = "theorem"\n' >>"$room/theorems.toml"
expect "a theorem on a page of its own passes" 0 "2 passed, 0 failed"
exit "$wrong"
