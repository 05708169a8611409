//! Charmap: what a program's table says about a byte or a character.
//!
//! CPython: `Objects/unicodeobject.c` (`PyUnicode_BuildEncodingMap`, `encoding_map_lookup`,
//! `charmap_decode_mapping`, `charmapencode_lookup`).
//!
//! A table is a string of the 256 characters, a mapping, or for encoding an [`EncodingMap`]: the
//! same string turned around, a trie of three levels over the character's 16 bits.

use std::cell::Cell;

use object_model::codecs::charmap::{Meaning, Spelling};
use object_model::dealloc::dealloc;
use object_model::errors::{self, LOOKUP_ERROR, TYPE_ERROR, raise};
use object_model::memory;
use object_model::object::{Layout, Obj, PyObject, Result};
use object_model::static_type::{Method, StaticType, Table};
use object_model::types::bytes::PyBytesObject;
use object_model::types::dict;
use object_model::types::int::{self, PyLongObject};
use object_model::types::str::{PyASCIIObject, Str};

// ANCHOR: map
/// C: `struct encoding_map`. The two lower levels stand behind one pointer.
#[repr(C)]
#[allow(missing_docs, reason = "the fields have the names and meanings that C gives them")]
pub struct EncodingMap {
    pub ob_base: PyObject,
    pub level1: [u8; 32],
    pub count2: Cell<i32>,
    pub count3: Cell<i32>,
    level23: Box<Box<[u8]>>,
}

const _: () = assert!(size_of::<EncodingMap>() == 64);

// SAFETY: instances are made by `build` alone.
unsafe impl Layout for EncodingMap {
    fn type_object() -> &'static StaticType {
        &ENCODING_MAP
    }
}

/// `EncodingMap`, which no module shows.
pub static ENCODING_MAP: StaticType = StaticType::new(Table::<EncodingMap> {
    tp_name: c"EncodingMap",
    tp_doc: "From characters to bytes, for codecs.charmap_encode().",
    tp_dealloc: Some(dealloc::<EncodingMap>),
    tp_methods: &[Method::none(
        c"size",
        "($self, /)",
        |map| {
            let lower = 16 * map.count2.get() + 128 * map.count3.get();
            Ok(int::from_i64(size_of::<EncodingMap>() as i64 - 1 + i64::from(lower))?.object())
        },
        "How many bytes it takes.",
    )],
    ..Table::NONE
});

const NONE: u8 = 0xFF;

/// `codecs.charmap_build`. Where the trie can't hold the table, a dict does.
pub(super) fn build(table: Str<'_>) -> Result {
    let codes: Vec<u32> = table.code_points().take(256).collect();
    if codes.is_empty() {
        let message = "bad argument type for built-in operation";
        return Err(raise(&TYPE_ERROR, message));
    }
    match trie(&codes) {
        Some((level1, count2, count3, level23)) => {
            let map = memory::create(ENCODING_MAP.as_type(), |ob_base| EncodingMap {
                ob_base,
                level1,
                count2: Cell::new(count2.into()),
                count3: Cell::new(count3.into()),
                level23: Box::new(level23),
            })?;
            Ok(map.object())
        }
        None => {
            let map = dict::new()?;
            for (byte, code) in codes.iter().enumerate() {
                let (code, byte) = (int::from_u64(u64::from(*code))?, int::from_u64(byte as u64)?);
                map.borrow().set_item(code.borrow().object(), byte.borrow().object())?;
            }
            Ok(map.object())
        }
    }
}

type Trie = ([u8; 32], u8, u8, Box<[u8]>);

/// The byte 0 has to be the character U+0000, since a zero at the lowest level says that there
/// is none; and no character may be beyond 16 bits.
fn trie(codes: &[u32]) -> Option<Trie> {
    let mut level1 = [NONE; 32];
    let mut pages = [NONE; 512];
    let (mut count2, mut count3) = (0_u8, 0_u8);
    if codes[0] != 0 || codes[1..].iter().any(|code| *code == 0 || *code > 0xFFFF) {
        return None;
    }
    let mapped = || codes.iter().enumerate().skip(1).filter(|(_, code)| **code != 0xFFFE);
    for (_, code) in mapped() {
        for (level, shift, count) in
            [(&mut level1[..], 11, &mut count2), (&mut pages[..], 7, &mut count3)]
        {
            let place = &mut level[(code >> shift) as usize];
            if *place == NONE {
                *place = *count;
                *count = count.checked_add(1)?;
            }
        }
    }
    if count2 == NONE || count3 == NONE {
        return None;
    }
    let lowest = 16 * usize::from(count2);
    let mut lower = vec![NONE; lowest];
    lower.resize(lowest + 128 * usize::from(count3), 0);
    let mut next = 0;
    for (byte, code) in mapped() {
        let code = *code as usize;
        let page = 16 * usize::from(level1[code >> 11]) + (code >> 7 & 15);
        if lower[page] == NONE {
            lower[page] = next;
            next += 1;
        }
        let block = lowest + 128 * usize::from(lower[page]);
        lower[block + (code & 127)] = byte as u8;
    }
    Some((level1, count2, count3, lower.into_boxed_slice()))
}

impl EncodingMap {
    /// C: `encoding_map_lookup`.
    fn get(&self, code: u32) -> Option<u8> {
        if code == 0 {
            return Some(0);
        }
        let code = usize::from(u16::try_from(code).ok()?);
        let some = |index: u8| (index != NONE).then_some(usize::from(index));
        let page = some(self.level1[code >> 11])?;
        let block = some(self.level23[16 * page + (code >> 7 & 15)])?;
        let lowest = 16 * self.count2.get() as usize;
        Some(self.level23[lowest + 128 * block + (code & 127)]).filter(|byte| *byte != 0)
    }
}
// ANCHOR_END: map

// ANCHOR: look_up
/// What a table has for a key; `None` where it has nothing, or Python's `None`.
fn item(table: Obj<'_>, key: u32) -> Result<Option<object_model::Ref>> {
    let key = int::from_u64(key.into())?;
    match table.get_item(key.borrow().object()) {
        Ok(item) if item.borrow().is_none() => Ok(None),
        Ok(item) => Ok(Some(item)),
        Err(_) if errors::catch(&LOOKUP_ERROR) => Ok(None),
        Err(raised) => Err(raised),
    }
}

/// What a byte means by a mapping. C: `charmap_decode_mapping`.
pub(super) fn meaning(table: Obj<'_>, byte: u8) -> Result<Meaning> {
    const UNDEFINED: u32 = 0xFFFE;
    let Some(item) = item(table, byte.into())? else { return Ok(Meaning::Undefined) };
    let meaning = |code| match code {
        UNDEFINED => Meaning::Undefined,
        _ => Meaning::Code(code),
    };
    if let Some(int) = item.borrow().downcast::<PyLongObject>() {
        let code = int.to_i64().and_then(|code| u32::try_from(code).ok());
        let code = code.filter(|code| *code <= object_model::unicode::MAX_UNICODE);
        return code
            .map(meaning)
            .ok_or_else(|| raise(&TYPE_ERROR, "character mapping must be in range(0x110000)"));
    }
    match item.borrow().downcast::<PyASCIIObject>() {
        Some(text) if text.len() == 1 => Ok(meaning(text.code_point(0))),
        Some(text) => Ok(Meaning::Text(text.text().to_buf())),
        None => {
            let message = "character mapping must return integer, None or str";
            Err(raise(&TYPE_ERROR, message))
        }
    }
}

/// How a character is spelt by a map or a mapping. C: `charmapencode_output`.
pub(super) fn spelling(table: Obj<'_>, code: u32) -> Result<Spelling> {
    if let Some(map) = table.downcast_exact::<EncodingMap>() {
        return Ok(
            EncodingMap::get(Obj::get(map), code).map_or(Spelling::Undefined, Spelling::Byte)
        );
    }
    let Some(item) = item(table, code)? else { return Ok(Spelling::Undefined) };
    let item = item.borrow();
    if let Some(int) = item.downcast::<PyLongObject>() {
        let byte = int.to_i64().and_then(|byte| u8::try_from(byte).ok());
        return byte
            .map(Spelling::Byte)
            .ok_or_else(|| raise(&TYPE_ERROR, "character mapping must be in range(256)"));
    }
    match item.downcast::<PyBytesObject>() {
        Some(bytes) => Ok(Spelling::Bytes(bytes.bytes().to_vec())),
        None => {
            let name = item.ob_type().name().to_owned();
            let message = "character mapping must return integer, bytes or None, not";
            Err(raise(&TYPE_ERROR, format_args!("{message} {name}")))
        }
    }
}
// ANCHOR_END: look_up
