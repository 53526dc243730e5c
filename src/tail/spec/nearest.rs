//! The known name nearest to a mistyped one.

/// The nearest of the names, if it is near enough to be meant: at most a third of the letters wrong, or one.
pub fn nearest(typed: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let typed: Vec<char> = typed.to_lowercase().chars().collect();
    let (edits, name) = names.map(|name| (edits(&typed, &name.chars().collect::<Vec<_>>()), name)).min()?;
    (edits <= (typed.len().min(name.len()) / 3).max(1)).then_some(name)
}

/// Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and swaps of
/// neighbours.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substituted = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substituted.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                let swapped: &Vec<usize> = &before_last;
                least = least.min(swapped[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn distance(a: &str, b: &str) -> usize {
        edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn counts_each_kind_of_slip_once() {
        assert_eq!(distance("pareto", "pareto"), 0);
        assert_eq!(distance("parteo", "pareto"), 1);
        assert_eq!(distance("parto", "pareto"), 1);
        assert_eq!(distance("paretto", "pareto"), 1);
        assert_eq!(distance("pareta", "pareto"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn a_far_name_is_not_offered() {
        assert_eq!(nearest("zebra", ["pareto", "normal"].into_iter()), None);
        assert_eq!(nearest("Pareto", ["pareto", "normal"].into_iter()), Some("pareto"));
    }
}
