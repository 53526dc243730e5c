//! A source file as the checker reads it: its paths, words and macros, without comments and strings.

use std::{fs, path::Path};

/// A token of code.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Colons,
    Mark(char),
}

/// One source file.
pub struct Source {
    /// From the root of the project, with forward slashes.
    pub path: String,
    /// The top-level module it belongs to; empty outside `src`.
    pub module: String,
    /// How many lines it has.
    pub lines: usize,
    /// How many modules deep it lies under the root of the crate.
    depth: usize,
    tokens: Vec<Token>,
    paths: Vec<Vec<String>>,
}

impl Source {
    /// Reads the text of a file.
    pub fn new(path: &str, text: &str) -> Self {
        let inner = path.strip_prefix("src/").unwrap_or_default().trim_end_matches(".rs");
        let parts: Vec<_> = inner.split('/').filter(|part| !part.is_empty() && *part != "mod").collect();
        let module = parts.first().map_or(String::new(), |part| (*part).to_string());
        let tokens = tokens(text);
        let paths = paths(&tokens);
        Self { path: path.into(), module, lines: text.lines().count(), depth: parts.len(), tokens, paths }
    }

    /// The top-level modules of this crate that it names, by `crate::` or by climbing to the root.
    pub fn modules_named(&self) -> Vec<String> {
        let from_root = |path: &Vec<String>| {
            let climbed = path.iter().take_while(|word| *word == "super").count();
            if ["crate", "goodhart"].contains(&path[0].as_str()) {
                path.get(1).cloned()
            } else if climbed > 0 && climbed >= self.depth {
                path.get(climbed).cloned()
            } else {
                None
            }
        };
        self.paths.iter().filter_map(from_root).collect()
    }

    /// Paths that begin with a crate of this name, or one whose name goes on with `_`, if this file is in `module`.
    pub fn crates_in(&self, module: &str, names: &[&str]) -> Vec<String> {
        if self.module != module {
            return vec![];
        }
        let named = |word: &str| names.iter().any(|name| word == *name || word.starts_with(&format!("{name}_")));
        let found = self.paths.iter().filter(|path| path.len() > 1 && named(&path[0]));
        found.map(|path| path.join("::")).collect()
    }

    /// Paths that begin with this word.
    pub fn paths_from(&self, first: &str) -> Vec<String> {
        self.paths.iter().filter(|path| path[0] == first).map(|path| path.join("::")).collect()
    }

    /// Paths that begin in one of these ways, unless this file is in one of `modules`.
    pub fn unless_in(&self, modules: &[&str], beginnings: &[&[&str]]) -> Vec<String> {
        if modules.contains(&self.module.as_str()) {
            return vec![];
        }
        let begins =
            |path: &Vec<String>, with: &[&str]| path.len() >= with.len() && path.iter().zip(with).all(|(a, b)| a == b);
        let found = self.paths.iter().filter(|path| beginnings.iter().any(|with| begins(path, with)));
        found.map(|path| path.join("::")).collect()
    }

    /// Which of these words stand in the code.
    pub fn words(&self, words: &[&str]) -> Vec<String> {
        let word = |token: &Token| match token {
            Token::Word(word) if words.contains(&word.as_str()) => Some(word.clone()),
            _ => None,
        };
        self.tokens.iter().filter_map(word).collect()
    }

    /// Which of these macros are called.
    pub fn macros(&self, names: &[&str]) -> Vec<String> {
        let call = |pair: &[Token]| match pair {
            [Token::Word(word), Token::Mark('!')] if names.contains(&word.as_str()) => Some(format!("{word}!")),
            _ => None,
        };
        self.tokens.windows(2).filter_map(call).collect()
    }
}

/// The floor of a module.
pub fn floor_of(floors: &[&[&str]], module: &str) -> Option<usize> {
    floors.iter().position(|names| names.contains(&module))
}

/// Every Rust file under these folders.
pub fn sources(folders: &[&str]) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open: Vec<_> = folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.exists()).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
                found.push(Source::new(&name, &fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The tokens of the code, without comments, strings, characters and numbers.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let next = chars.get(at + 1).copied();
        match c {
            '/' if next == Some('/') => at = end_of_line(&chars, at),
            '/' if next == Some('*') => at = end_of_comment(&chars, at),
            '"' => at = end_of_string(&chars, at),
            'r' | 'b' if raw_hashes(&chars, at).is_some() => at = end_of_raw(&chars, at),
            '\'' => at = end_of_character(&chars, at),
            ':' if next == Some(':') => {
                found.push(Token::Colons);
                at += 2;
            }
            c if c.is_alphanumeric() || c == '_' => {
                let word: String = chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').collect();
                at += word.chars().count();
                if !word.starts_with(|c: char| c.is_ascii_digit()) {
                    found.push(Token::Word(word));
                }
            }
            c => {
                if !c.is_whitespace() {
                    found.push(Token::Mark(c));
                }
                at += 1;
            }
        }
    }
    found
}

fn end_of_line(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|c| **c != '\n').count()
}

fn end_of_comment(chars: &[char], mut at: usize) -> usize {
    let mut open = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (open, at) = (open + 1, at + 2),
            ('*', Some('/')) => (open, at) = (open - 1, at + 2),
            _ => at += 1,
        }
        if open == 0 {
            break;
        }
    }
    at
}

fn end_of_string(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The number of `#` of a raw string that begins here, with its prefix; none if none does.
fn raw_hashes(chars: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map(|i| chars[i]);
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let prefix = if chars[at..].starts_with(&['b', 'r']) { 2 } else { 1 };
    let hashes = chars[at + prefix..].iter().take_while(|c| **c == '#').count();
    (chars[at + prefix - 1] == 'r' && chars.get(at + prefix + hashes) == Some(&'"')).then_some((prefix, hashes))
}

fn end_of_raw(chars: &[char], at: usize) -> usize {
    let (prefix, hashes) = raw_hashes(chars, at).expect("a raw string");
    let mut end = vec!['"'];
    end.extend(std::iter::repeat_n('#', hashes));
    let start = at + prefix + hashes + 1;
    let length = (start..chars.len()).find(|&i| chars[i..].starts_with(&end)).map_or(chars.len(), |i| i + end.len());
    length.min(chars.len())
}

/// Past a character literal; a lifetime is passed by its quote alone.
fn end_of_character(chars: &[char], at: usize) -> usize {
    match (chars.get(at + 1), chars.get(at + 2)) {
        (Some('\\'), _) => {
            let quote = chars[at + 3..].iter().position(|c| *c == '\'').unwrap_or(0);
            at + 4 + quote
        }
        (Some(_), Some('\'')) => at + 3,
        _ => at + 1,
    }
}

/// Every path in the code, groups in braces written out.
fn paths(tokens: &[Token]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let goes_on = at > 0 && tokens[at - 1] == Token::Colons;
        match &tokens[at] {
            Token::Word(_) if !goes_on => at = path(tokens, at, &[], &mut found),
            _ => at += 1,
        }
    }
    found
}

/// Reads one path that begins at a word, and returns the place after it.
fn path(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut words = before.to_vec();
    while let Some(Token::Word(word)) = tokens.get(at) {
        words.push(word.clone());
        at += 1;
        if tokens.get(at) != Some(&Token::Colons) {
            break;
        }
        at += 1;
        if tokens.get(at) == Some(&Token::Mark('{')) {
            return group(tokens, at + 1, &words, found);
        }
    }
    found.push(words);
    at
}

/// Reads the rest of a group, each path in it with the words before, and returns the place after its brace.
fn group(tokens: &[Token], mut at: usize, before: &[String], found: &mut Vec<Vec<String>>) -> usize {
    while at < tokens.len() && tokens[at] != Token::Mark('}') {
        at = if matches!(tokens[at], Token::Word(_)) { path(tokens, at, before, found) } else { at + 1 };
    }
    at + 1
}
