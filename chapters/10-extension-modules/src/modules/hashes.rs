//! `_md5`, `_sha1`, `_sha256` and `_sha512`: the hash functions that are always there.
//!
//! CPython: `Modules/md5module.c`, `sha1module.c`, `sha256module.c`, `sha512module.c`. The
//! functions themselves are the RustCrypto crates'.
//!
//! An object holds the state of a hash, which grows with each `update`; `digest` finishes a copy
//! of it, so that it can go on.

use std::cell::RefCell;

use digest::{Digest, core_api::BlockSizeUser};
use object_model::protocol::buffer::Buffer;
use object_model::types::bytes;

use crate::prelude::*;

// ANCHOR: algorithm
/// A hash function, and the type of its objects.
trait Algorithm: Digest + BlockSizeUser + Clone + 'static {
    const NAME: &'static str;
    fn ob_type() -> &'static StaticType;
}

/// The state of a hash. C: `MD5object` and its like.
#[repr(C)]
struct HashObject<A> {
    ob_base: PyObject,
    state: RefCell<A>,
}

// SAFETY: made by `new_hash` alone; the type can't be subclassed.
unsafe impl<A: Algorithm> Layout for HashObject<A> {
    fn type_object() -> &'static StaticType {
        A::ob_type()
    }
}

type Hash<'a, A> = Obj<'a, HashObject<A>>;

const fn table<A: Algorithm>(name: &'static std::ffi::CStr) -> Table<HashObject<A>> {
    Table::<HashObject<A>> {
        tp_name: name,
        tp_flags: flags::DISALLOW_INSTANTIATION,
        tp_dealloc: Some(dealloc::<HashObject<A>>),
        tp_methods: const {
            &[
                Method::none(
                    c"copy",
                    "($self, /)",
                    copy::<A>,
                    "The same state in an object of its own.",
                ),
                Method::none(c"digest", "($self, /)", digest_bytes::<A>, "The hash as bytes."),
                Method::none(
                    c"hexdigest",
                    "($self, /)",
                    hex_digest::<A>,
                    "The hash in hexadecimal.",
                ),
                Method::one(c"update", "($self, obj, /)", update::<A>, "Goes on with more bytes."),
            ]
        },
        tp_getset: const {
            &[
                Getter::new(
                    c"block_size",
                    |_: Hash<'_, A>| size(<A as BlockSizeUser>::block_size()),
                    "How many bytes are taken at a time.",
                ),
                Getter::new(c"name", |_: Hash<'_, A>| text(A::NAME), "The hash function."),
                Getter::new(
                    c"digest_size",
                    |_: Hash<'_, A>| size(<A as Digest>::output_size()),
                    "How many bytes the hash has.",
                ),
            ]
        },
        ..Table::NONE
    }
}
// ANCHOR_END: algorithm

// ANCHOR: functions
fn new_hash<A: Algorithm>(state: A) -> Result {
    let make = |ob_base| HashObject { ob_base, state: RefCell::new(state) };
    Ok(memory::create(A::ob_type().as_type(), make)?.object())
}

/// The bytes to be hashed, which a text isn't. C: `GET_BUFFER_VIEW_OR_ERROUT`.
fn with_bytes<R>(data: Obj<'_>, body: impl FnOnce(&[u8]) -> R) -> Result<R> {
    if data.downcast::<PyASCIIObject>().is_some() {
        return Err(raise(&TYPE_ERROR, "Strings must be encoded before hashing"));
    }
    if !data.has_buffer() {
        return Err(raise(&TYPE_ERROR, "object supporting the buffer API required"));
    }
    Ok(body(Buffer::simple(data)?.bytes()))
}

/// A module's function: a new hash, of the bytes that are there already.
fn begin<A: Algorithm>(_: Module<'_>, given: &Arguments<'_>) -> Result {
    if let Some(flag) = given.get(1) {
        flag.is_true()?;
    }
    let mut state = A::new();
    if let Some(data) = given.get(0) {
        with_bytes(data, |bytes| state.update(bytes))?;
    }
    new_hash(state)
}

fn copy<A: Algorithm>(hash: Hash<'_, A>) -> Result {
    new_hash(hash.state.borrow().clone())
}

fn update<A: Algorithm>(hash: Hash<'_, A>, data: Obj<'_>) -> Result {
    with_bytes(data, |bytes| hash.state.borrow_mut().update(bytes))?;
    nothing()
}

fn digest_bytes<A: Algorithm>(hash: Hash<'_, A>) -> Result {
    Ok(bytes::new(&hash.state.borrow().clone().finalize())?.object())
}

fn hex_digest<A: Algorithm>(hash: Hash<'_, A>) -> Result {
    let digits = hash.state.borrow().clone().finalize();
    text(&digits.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}
// ANCHOR_END: functions

// ANCHOR: modules
/// `hash function: its name, its type, the type's name, the function's, the name under which the
/// module shows the type;` for each of a module. That of `sha512` is CPython's slip.
macro_rules! hash_module {
    ($module:ident, $name:literal; $($state:ty: $hash:literal, $ob_type:ident, $tp_name:literal, $row:literal, $shown:literal;)*) => {
        $(
            static $ob_type: StaticType = StaticType::new(table::<$state>($tp_name));

            impl Algorithm for $state {
                const NAME: &'static str = $hash;

                fn ob_type() -> &'static StaticType {
                    &$ob_type
                }
            }
        )*

        #[doc = concat!("`", $name, "`.")]
        pub static $module: ModuleDefinition = ModuleDefinition {
            name: $name,
            functions: &[$(Method::new(
                $row,
                "($module, /, string=b'', *, usedforsecurity=True)",
                begin::<$state>,
                "A new hash.",
            ),)*],
            execute: Some(|module| {
                $(
                    object_model::runtime::make_ready(&$ob_type);
                    show_module(&$ob_type)?;
                    module.add($shown, $ob_type.as_type().object().to_ref())?;
                )*
                Ok(())
            }),
            ..ModuleDefinition::NONE
        };
    };
}

hash_module! { MD5, "_md5";
    md5::Md5: "md5", MD5_TYPE, c"_md5.md5", c"md5", "MD5Type";
}
hash_module! { SHA1, "_sha1";
    sha1::Sha1: "sha1", SHA1_TYPE, c"_sha1.sha1", c"sha1", "SHA1Type";
}
hash_module! { SHA256, "_sha256";
    sha2::Sha256: "sha256", SHA256_TYPE, c"_sha256.sha256", c"sha256", "SHA256Type";
    sha2::Sha224: "sha224", SHA224_TYPE, c"_sha256.sha224", c"sha224", "SHA224Type";
}
hash_module! { SHA512, "_sha512";
    sha2::Sha384: "sha384", SHA384_TYPE, c"_sha512.sha384", c"sha384", "SHA384Type";
    sha2::Sha512: "sha512", SHA512_TYPE, c"_sha512.sha512", c"sha512", "SHA384Type";
}
// ANCHOR_END: modules
