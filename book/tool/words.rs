//! A command line taken apart as a shell would, as far as the book's commands need it.

/// One command: the program and its arguments.
pub type Words = Vec<String>;

/// The commands of a line: parted by `&&`, `||`, `|` and `;`, without assignments in front and
/// without redirections.
pub fn commands(line: &str) -> Vec<Words> {
    let mut commands = vec![Vec::new()];
    let mut skip = false;
    for word in words(line) {
        let separates = matches!(word.as_str(), "&&" | "||" | "|" | ";" | "&");
        let current: &mut Words = commands.last_mut().expect("there is always one");
        if separates {
            commands.push(Vec::new());
        } else if std::mem::take(&mut skip) {
            // The file of a redirection.
        } else if matches!(word.trim_start_matches(|c: char| c.is_ascii_digit()), ">" | ">>" | "<")
        {
            skip = true;
        } else if !(current.is_empty() && is_assignment(&word)) {
            current.push(word);
        }
    }
    commands.retain(|words| !words.is_empty());
    commands
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// Words parted by blanks, quotes taken off; `;` at the end of a word is one of its own.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quote, mut begun) = (None, false);
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.push(c),
            ('\'' | '"', None) => (quote, begun) = (Some(c), true),
            ('\\', None) => word.extend(characters.next()),
            ('#', None) if word.is_empty() && !begun => break,
            (';', None) => {
                finish(&mut words, &mut word, &mut begun);
                words.push(";".to_owned());
            }
            (c, None) if c.is_whitespace() => finish(&mut words, &mut word, &mut begun),
            (c, None) => word.push(c),
        }
    }
    finish(&mut words, &mut word, &mut begun);
    words
}

fn finish(words: &mut Vec<String>, word: &mut String, begun: &mut bool) {
    if !word.is_empty() || *begun {
        words.push(std::mem::take(word));
    }
    *begun = false;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_taken_apart() {
        assert_eq!(
            commands("A=1 cargo run -p x -- 'a b' \"\" > out.txt && cd y; ls | wc -l # why"),
            [
                &["cargo", "run", "-p", "x", "--", "a b", ""][..],
                &["cd", "y"],
                &["ls"],
                &["wc", "-l"]
            ]
        );
        assert_eq!(commands("# only words"), [[""; 0]; 0]);
        assert_eq!(commands("cat a\\ b 2> /dev/null"), [["cat", "a b"]]);
    }
}
