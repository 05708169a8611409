//! `str.translate`: a mapping asked for every character.
//!
//! CPython: `_PyUnicode_TranslateCharmap`, `charmaptranslate_lookup` and
//! `unicode_fast_translate` in `Objects/unicodeobject.c`.
//!
//! ASCII characters that map to ASCII are remembered, so that the mapping is asked once for
//! each.

use super::{Text, TextBuf, TextBuilder};

/// What a mapping says of a character.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Translation {
    /// It has no entry (`LookupError`): the character stays.
    Same,
    /// `None`: the character goes.
    Deleted,
    /// Another character.
    Code(u32),
    /// A text.
    Text(TextBuf),
}

/// The translated text.
///
/// # Errors
/// What the mapping raises.
pub fn translate<E>(
    text: Text<'_>,
    mut lookup: impl FnMut(u32) -> Result<Translation, E>,
) -> Result<TextBuf, E> {
    let mut known: [Option<Translation>; 128] = [const { None }; 128];
    let mut out = TextBuilder::with_capacity(text.len());
    for code in text.iter() {
        let Some(slot) = known.get_mut(code as usize) else {
            put(&mut out, code, &lookup(code)?);
            continue;
        };
        let remembered = slot.take();
        let translation = match remembered {
            Some(translation) => translation,
            None => lookup(code)?,
        };
        put(&mut out, code, &translation);
        *slot = match translation {
            Translation::Same | Translation::Deleted | Translation::Code(..0x80) => {
                Some(translation)
            }
            // Asked again each time, as CPython does.
            Translation::Code(_) | Translation::Text(_) => None,
        };
    }
    Ok(out.finish())
}

fn put(out: &mut TextBuilder, code: u32, translation: &Translation) {
    match translation {
        Translation::Same => out.push(code),
        Translation::Deleted => {}
        Translation::Code(code) => out.push(*code),
        Translation::Text(text) => out.push_text(text.as_text()),
    }
}
