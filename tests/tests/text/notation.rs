//! How a case is written in one line.

use object_model::types::str::{Text, TextBuf};

/// An operation and its arguments.
pub(crate) struct Case {
    pub(crate) operation: String,
    arguments: Vec<TextBuf>,
}

impl Case {
    pub(crate) fn read(line: &str) -> Case {
        let mut fields = line.split('\t');
        let operation = fields.next().unwrap().to_owned();
        Case { operation, arguments: fields.map(unescape).collect() }
    }

    pub(crate) fn len(&self) -> usize {
        self.arguments.len()
    }

    pub(crate) fn text(&self, place: usize) -> Text<'_> {
        self.arguments[place].as_text()
    }

    pub(crate) fn bytes(&self, place: usize) -> Vec<u8> {
        self.text(place).iter().map(|code| u8::try_from(code).unwrap()).collect()
    }

    pub(crate) fn string(&self, place: usize) -> String {
        self.text(place).iter().map(|code| char::from_u32(code).unwrap()).collect()
    }

    pub(crate) fn number(&self, place: usize) -> isize {
        self.string(place).parse().unwrap()
    }

    /// A count of which negative ones are no limit.
    pub(crate) fn most(&self, place: usize) -> usize {
        usize::try_from(self.number(place)).unwrap_or(usize::MAX)
    }
}

/// What `unicode_escape` wrote.
fn unescape(field: &str) -> TextBuf {
    let mut codes = Vec::new();
    let mut characters = field.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            codes.push(character.into());
            continue;
        }
        let digits = match characters.next().unwrap() {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            letter => {
                let plain = match letter {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    other => other,
                };
                codes.push(plain.into());
                continue;
            }
        };
        let digits: String = characters.by_ref().take(digits).collect();
        codes.push(u32::from_str_radix(&digits, 16).unwrap());
    }
    codes.into_iter().collect()
}

/// As `unicode_escape` writes it, by other code than ours.
pub(crate) fn escape(text: Text<'_>) -> String {
    let one = |code: u32| match code {
        0x5C => "\\\\".into(),
        0x09 => "\\t".into(),
        0x0A => "\\n".into(),
        0x0D => "\\r".into(),
        0x20..0x7F => char::from_u32(code).unwrap().to_string(),
        ..0x100 => format!("\\x{code:02x}"),
        0x100..0x1_0000 => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    };
    text.iter().map(one).collect()
}

pub(crate) fn bytes(bytes: &[u8]) -> String {
    escape(Text::latin1(bytes))
}

pub(crate) fn list(pieces: impl IntoIterator<Item = String>) -> String {
    let pieces: Vec<String> = pieces.into_iter().collect();
    if pieces.is_empty() { "()".into() } else { pieces.join("¦") }
}

pub(crate) fn flags(answers: &[bool]) -> String {
    answers.iter().map(|answer| if *answer { '1' } else { '0' }).collect()
}

/// Asserts the narrowest form, then writes it.
pub(crate) fn narrow(text: &TextBuf) -> String {
    assert_eq!(*text, text.as_text().narrowest(), "the narrowest form");
    escape(text.as_text())
}

pub(crate) fn error(message: impl std::fmt::Display) -> String {
    format!("!{}", escape(TextBuf::from(message.to_string().as_str()).as_text()))
}
