//! Exercise 4, wrong: what looks like a number may stand in a string, a comment or a float.

fn modernise(source: &str) -> String {
    let mut modern = String::with_capacity(source.len());
    let mut before = ' ';
    for (offset, character) in source.char_indices() {
        modern.push(character);
        let next = source[offset + character.len_utf8()..].chars().next();
        let begins = character == '0' && !before.is_alphanumeric();
        if begins && next.is_some_and(|next| next.is_digit(8)) {
            modern.push('o');
        }
        before = character;
    }
    modern
}

mod checks;
