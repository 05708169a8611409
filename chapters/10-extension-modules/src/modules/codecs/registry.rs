//! The registry of codecs and of error handlers.
//!
//! CPython: `Python/codecs.c` (`_PyCodec_Lookup`, `PyCodec_Register`, `_PyCodec_EncodeInternal`,
//! `_PyCodec_LookupTextEncoding`, `PyCodec_LookupError`, `_PyCodecRegistry_Init`).
//!
//! A codec is what a search function has answered to a name: a tuple of four functions, of which
//! the first encodes and the second decodes. The standard library's search function comes from
//! `encodings`, which is imported when somebody first asks for anything.
//!
//! Invariant: the cache holds only tuples of four, by normalized names.

use object_model::errors::{self, LOOKUP_ERROR, TYPE_ERROR, raise};
use object_model::name;
use object_model::object::{Field, Obj, Ref, Result};
use object_model::runtime::builtin;
use object_model::types::codec::{self, CodecHooks};
use object_model::types::dict::{self, PyDictObject};
use object_model::types::list::{self, PyListObject};
use object_model::types::module::Global;
use object_model::types::str::{self, Str};
use object_model::types::tuple::PyTupleObject;

use super::handlers;

// ANCHOR: registry
/// C: `codec_search_path` and its neighbours in `PyInterpreterState`.
struct Registry {
    search_path: Field<PyListObject>,
    cache: Field<PyDictObject>,
    error_handlers: Field<PyDictObject>,
}

static REGISTRY: Global<Registry> = Global::new(Registry {
    search_path: Field::NULL,
    cache: Field::NULL,
    error_handlers: Field::NULL,
});

/// What `str.encode` and `bytes.decode` ask for other codecs than their own.
static HOOKS: CodecHooks = CodecHooks { encode: encode_text, decode: decode_text, lookup_error };

/// Makes the registry known to `str.encode` and `bytes.decode`.
pub fn install() {
    codec::set_hooks(&HOOKS);
}

/// The three collections, made at the first call; then `encodings` is imported, which registers
/// its search function. C: `_PyCodecRegistry_Init`.
fn registry() -> Result<(Ref<PyListObject>, Ref<PyDictObject>, Ref<PyDictObject>)> {
    let all = || {
        let Registry { search_path, cache, error_handlers } = &*REGISTRY;
        Some((search_path.get()?, cache.get()?, error_handlers.get()?))
    };
    if let Some(all) = all() {
        return Ok(all);
    }
    REGISTRY.error_handlers.set(Some(handlers::all()?));
    REGISTRY.cache.set(Some(dict::new()?));
    REGISTRY.search_path.set(Some(list::new()?));
    install();
    builtin("__import__")?.borrow().call_one(name!("encodings").object())?;
    Ok(all().expect("just made"))
}
// ANCHOR_END: registry

// ANCHOR: lookup
/// C: `PyCodec_Register`.
pub(super) fn register(search_function: Obj<'_>) -> Result<()> {
    let (search_path, ..) = registry()?;
    if !search_function.is_callable() {
        return Err(raise(&TYPE_ERROR, "argument must be callable"));
    }
    search_path.borrow().push(search_function.to_ref())
}

/// C: `PyCodec_Unregister`.
pub(super) fn unregister(search_function: Obj<'_>) -> Result<()> {
    let Some(search_path) = REGISTRY.search_path.get() else { return Ok(()) };
    let length = search_path.borrow().len();
    let is_it = |index: &usize| {
        let item = search_path.borrow().get_index(*index);
        item.is_some_and(|item| item.borrow().is(search_function))
    };
    if let Some(index) = (0..length).find(is_it) {
        if let Some(cache) = REGISTRY.cache.get() {
            cache.borrow().clear();
        }
        search_path.borrow().object().set_sequence_item(index as isize, None)?;
    }
    Ok(())
}

/// The codec of a name. C: `_PyCodec_Lookup`.
///
/// # Errors
/// `LookupError` where no search function knows it, and what a search function raises.
pub fn lookup(encoding: &str) -> Result<Ref<PyTupleObject>> {
    let (search_path, cache, _) = registry()?;
    let name = str::interned(&codec::normalize(encoding))?;
    if let Some(known) = cache.borrow().get_item(name.borrow().object())? {
        return known.downcast().map_err(|_| raise(&TYPE_ERROR, "a codec is a tuple"));
    }
    if search_path.borrow().is_empty() {
        let message = "no codec search functions registered: can't find encoding";
        return Err(raise(&LOOKUP_ERROR, message));
    }
    let mut index = 0;
    while let Some(search) = search_path.borrow().get_index(index) {
        index += 1;
        let found = search.borrow().call_one(name.borrow().object())?;
        if found.borrow().is_none() {
            continue;
        }
        let found = match found.downcast::<PyTupleObject>() {
            Ok(found) if found.borrow().len() == 4 => found,
            _ => return Err(raise(&TYPE_ERROR, "codec search functions must return 4-tuples")),
        };
        cache.borrow().set_item(name.borrow().object(), found.borrow().object())?;
        return Ok(found);
    }
    Err(raise(&LOOKUP_ERROR, format_args!("unknown encoding: {encoding}")))
}

/// A codec that may stand behind `str.encode` and `bytes.decode`.
/// C: `_PyCodec_LookupTextEncoding`.
fn lookup_text(encoding: &str, alternative: &str) -> Result<Ref<PyTupleObject>> {
    let codec = lookup(encoding)?;
    // A plain tuple, as search functions of old return, is taken for a text encoding.
    let is_plain = codec.borrow().object().downcast_exact::<PyTupleObject>().is_some();
    if !is_plain
        && let Some(is_text) =
            codec.borrow().object().lookup_attribute(name!("_is_text_encoding"))?
        && !is_text.borrow().is_true()?
    {
        let advice = format_args!("use {alternative} to handle arbitrary codecs");
        let message = format_args!("'{encoding}' is not a text encoding; {advice}");
        return Err(raise(&LOOKUP_ERROR, message));
    }
    Ok(codec)
}
// ANCHOR_END: lookup

// ANCHOR: call
/// Which of a codec's functions.
#[derive(Clone, Copy)]
pub(super) enum Direction {
    Encode,
    Decode,
}

/// `codecs.encode` and `codecs.decode`. C: `PyCodec_Encode`, `PyCodec_Decode`.
pub(super) fn convert(
    object: Obj<'_>,
    encoding: &str,
    errors: Option<&str>,
    direction: Direction,
) -> Result {
    call(lookup(encoding)?, object, encoding, errors, direction)
}

fn encode_text(text: Str<'_>, encoding: &str, errors: Option<&str>) -> Result {
    let codec = lookup_text(encoding, "codecs.encode()")?;
    call(codec, text.object(), encoding, errors, Direction::Encode)
}

fn decode_text(object: Obj<'_>, encoding: &str, errors: Option<&str>) -> Result {
    let codec = lookup_text(encoding, "codecs.decode()")?;
    call(codec, object, encoding, errors, Direction::Decode)
}

/// C: `_PyCodec_EncodeInternal`, `_PyCodec_DecodeInternal`.
fn call(
    codec: Ref<PyTupleObject>,
    object: Obj<'_>,
    encoding: &str,
    errors: Option<&str>,
    direction: Direction,
) -> Result {
    let (index, verb, wrong) = match direction {
        Direction::Encode => (0, "encoding", "encoder must return a tuple (object, integer)"),
        Direction::Decode => (1, "decoding", "decoder must return a tuple (object,integer)"),
    };
    let function = codec.borrow().items()[index];
    let errors = errors.map(str::new).transpose()?;
    let answer = match &errors {
        Some(errors) => function.call(&[object, errors.borrow().object()]),
        None => function.call_one(object),
    };
    let told = |_: &_| {
        errors::try_set_from_cause(format_args!("{verb} with '{encoding}' codec failed"));
    };
    let answer = answer.inspect_err(told)?;
    match answer.borrow().downcast::<PyTupleObject>().map(|answer| answer.items()) {
        Some([converted, _]) => Ok(converted.to_ref()),
        _ => Err(raise(&TYPE_ERROR, wrong)),
    }
}
// ANCHOR_END: call

// ANCHOR: errors
/// C: `PyCodec_RegisterError`.
pub(super) fn register_error(name: Str<'_>, handler: Obj<'_>) -> Result<()> {
    let (.., handlers) = registry()?;
    if !handler.is_callable() {
        return Err(raise(&TYPE_ERROR, "handler must be callable"));
    }
    handlers.borrow().set_item(name.object(), handler)
}

/// The error handler of a name. C: `PyCodec_LookupError`.
///
/// # Errors
/// `LookupError` where there is none.
pub fn lookup_error(name: &str) -> Result {
    let (.., handlers) = registry()?;
    let found = handlers.borrow().get_item(str::new(name)?.borrow().object())?;
    found.ok_or_else(|| raise(&LOOKUP_ERROR, format_args!("unknown error handler name '{name}'")))
}
// ANCHOR_END: errors
