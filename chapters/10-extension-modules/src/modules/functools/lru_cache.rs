//! `_lru_cache_wrapper`: a function whose results are remembered, the last used ones.
//!
//! CPython: `Modules/_functoolsmodule.c` (`lru_cache_object`, `lru_cache_make_key`,
//! `bounded_lru_cache_wrapper`).
//!
//! A dict leads from arguments to a link, which has the result and a place in a list: who is
//! used moves to its end, and who is at its beginning goes when there is no more room. While the
//! function, a hash or a comparison runs, the cache may be used by others; each step looks again.

use crate::key_order::{End, Order};
use crate::prelude::*;
use object_model::types::{method, object};

// ANCHOR: layout
/// C: `lru_cache_object`.
#[repr(C)]
pub(crate) struct LruCacheWrapper {
    ob_base: PyObject,
    order: Cell<Option<Box<Order>>>,
    /// C has the list's root and the function for the kind of cache here.
    _root: [usize; 5],
    typed: bool,
    cache: Field<PyDictObject>,
    hits: Cell<isize>,
    func: Field,
    /// −1 where there is no bound.
    maxsize: isize,
    misses: Cell<isize>,
    kwd_mark: Field,
    _link_type: usize,
    cache_info_type: Field,
    dict: Field,
    weakreflist: Cell<*mut PyObject>,
}

const _: () = assert!(size_of::<LruCacheWrapper>() == 152);
const _: () = assert!(offset_of!(LruCacheWrapper, dict) == 136);

// SAFETY: made by `wrapper_new` with every field set.
unsafe impl Layout for LruCacheWrapper {
    fn type_object() -> &'static StaticType {
        &LRU_CACHE_WRAPPER
    }
}

native_object! {
    /// C: `lru_list_elem`. Here the collector sees it by itself.
    pub(crate) struct Link of LINK, 32 bytes {
        refs { result: Field, }
        place: usize,
    }
}

/// `functools._lru_list_elem`.
pub(super) static LINK: StaticType = StaticType::new(Table::<Link> {
    tp_name: c"functools._lru_list_elem",
    tp_flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    tp_dealloc: Some(dealloc::<Link>),
    tp_traverse: traverse(Link::visit),
    tp_clear: Some(Link::clear_fields),
    ..Table::NONE
});

type Wrapper<'a> = Obj<'a, LruCacheWrapper>;

/// `functools._lru_cache_wrapper`.
pub(super) static LRU_CACHE_WRAPPER: StaticType = StaticType::new(Table::<LruCacheWrapper> {
    tp_name: c"functools._lru_cache_wrapper",
    tp_doc: "A callable that remembers the results of a function.",
    tp_flags: flags::HAVE_GC | flags::METHOD_DESCRIPTOR,
    tp_weaklistoffset: offset_of!(LruCacheWrapper, weakreflist),
    tp_dictoffset: offset_of!(LruCacheWrapper, dict) as isize,
    tp_dealloc: Some(dealloc_weak::<LruCacheWrapper>),
    tp_call: Some(call),
    tp_traverse: traverse(visit),
    tp_clear: Some(clear),
    tp_descr_get: Some(get),
    tp_new: Some(wrapper_new),
    tp_methods: &[
        Method::none(c"cache_info", "($self, /)", cache_info, "Hits, misses, bound and size.")
            .unsigned(),
        Method::none(c"cache_clear", "($self, /)", cache_clear, "Forgets all results.").unsigned(),
        Method::none(
            c"__reduce__",
            "($self, /)",
            |wrapper: Wrapper<'_>| wrapper.object().get_attribute(name!("__qualname__")),
            "For pickling.",
        )
        .unsigned(),
        Method::none(c"__copy__", "($self, /)", itself_again, "The wrapper itself.").unsigned(),
        Method::one(
            c"__deepcopy__",
            "($self, memo, /)",
            |wrapper, _| itself_again(wrapper),
            "The wrapper itself.",
        )
        .unsigned(),
    ],
    tp_getset: &[instance_dict()],
    ..Table::NONE
});

fn itself_again(wrapper: Wrapper<'_>) -> Result {
    Ok(wrapper.object().to_ref())
}

impl LruCacheWrapper {
    /// Lends the list out. `body` runs nothing that could ask for it again.
    fn with_order<R>(&self, body: impl FnOnce(&mut Order) -> R) -> R {
        let mut order = self.order.take().unwrap_or_default();
        let result = body(&mut order);
        self.order.set(Some(order));
        result
    }
}

fn visit(wrapper: Wrapper<'_>, visitor: &mut Visitor) -> Flow {
    wrapper.with_order(|order| order.keys().try_for_each(|key| visitor.visit(key.borrow())))?;
    visitor.field(&wrapper.cache)?;
    visitor.field(&wrapper.func)?;
    visitor.field(&wrapper.kwd_mark)?;
    visitor.field(&wrapper.cache_info_type)?;
    visitor.field(&wrapper.dict)
}

extern "C" fn clear(wrapper: Wrapper<'_>) -> Status {
    let nodes = wrapper.with_order(Order::clear);
    wrapper.cache.clear();
    wrapper.func.clear();
    wrapper.kwd_mark.clear();
    wrapper.cache_info_type.clear();
    wrapper.dict.clear();
    drop(nodes);
    Ok(())
}
// ANCHOR_END: layout

// ANCHOR: new
/// What stands between positional arguments and named ones in a key. C: `kwd_mark`.
static KEYWORD_MARK: Global<Field> = Global::new(Field::NULL);

fn keyword_mark() -> Result {
    if KEYWORD_MARK.is_null() {
        KEYWORD_MARK.set(Some(object::OBJECT.as_type().object().call_none()?));
    }
    Ok(held(&KEYWORD_MARK))
}

extern "C" fn wrapper_new(
    class: Type<'_>,
    arguments: Obj<'_>,
    keywords: Option<Obj<'_>>,
) -> Result {
    const SIGNATURE: Signature =
        Signature::parse("(user_function, maxsize, typed, cache_info_type)");
    SIGNATURE.bind("lru_cache", Given::of_tuple(arguments, keywords), |arguments| {
        let typed = arguments[2].is_true()?;
        if !arguments[0].is_callable() {
            return Err(raise(&TYPE_ERROR, "the first argument must be callable"));
        }
        let maxsize = match arguments.not_none(1) {
            None => -1,
            Some(size) if size.has_index() => size.to_index(Some(&OVERFLOW_ERROR))?.max(0),
            Some(_) => return Err(raise(&TYPE_ERROR, "maxsize should be integer or None")),
        };
        let (cache, mark) = (dict::new()?, keyword_mark()?);
        let wrapper = memory::create(class, |ob_base| LruCacheWrapper {
            ob_base,
            order: Cell::new(None),
            _root: [0; 5],
            typed,
            cache: Field::new(Some(cache)),
            hits: Cell::new(0),
            func: Field::new(Some(arguments[0].to_ref())),
            maxsize,
            misses: Cell::new(0),
            kwd_mark: Field::new(Some(mark)),
            _link_type: 0,
            cache_info_type: Field::new(Some(arguments[3].to_ref())),
            dict: Field::NULL,
            weakreflist: Cell::new(std::ptr::null_mut()),
        })?;
        Ok(wrapper.object())
    })
}
// ANCHOR_END: new

// ANCHOR: key
/// One argument that is an exact str or int is its own key, positional arguments alone are the
/// tuple that they come in. C: `lru_cache_make_key`.
fn make_key(
    wrapper: Wrapper<'_>,
    arguments: Obj<'_, PyTupleObject>,
    keywords: Option<Obj<'_, PyDictObject>>,
) -> Result {
    let keywords = keywords.filter(|keywords| !keywords.is_empty());
    if !wrapper.typed && keywords.is_none() {
        return Ok(match arguments.items() {
            [only] if only.is_exactly(&str::STR) || only.is_exactly(&int::INT) => only.to_ref(),
            _ => arguments.object().to_ref(),
        });
    }
    let mut key: Vec<Ref> = arguments.items().iter().map(|item| item.to_ref()).collect();
    if let Some(keywords) = keywords {
        key.push(held(&wrapper.kwd_mark));
        key.extend(keywords.items().flat_map(|(name, value)| [name, value]));
    }
    if wrapper.typed {
        key.extend(arguments.items().iter().map(|item| class_of(*item)));
        if let Some(keywords) = keywords {
            key.extend(keywords.items().map(|(_, value)| class_of(value.borrow())));
        }
    }
    Ok(tuple::from_iterator(key.into_iter())?.object())
}
// ANCHOR_END: key

// ANCHOR: call
extern "C" fn call(wrapper: Wrapper<'_>, arguments: Obj<'_>, keywords: Option<Obj<'_>>) -> Result {
    let arguments = arguments.downcast::<PyTupleObject>().expect("a tuple of arguments");
    let keywords = keywords.and_then(|keywords| keywords.downcast::<PyDictObject>());
    let (Some(function), Some(cache)) = (wrapper.func.get(), wrapper.cache.get()) else {
        return Err(raise(&TYPE_ERROR, "the wrapper was cleared"));
    };
    let compute = || {
        wrapper.misses.set(wrapper.misses.get() + 1);
        function.borrow().call_tuple(arguments, keywords)
    };
    if wrapper.maxsize == 0 {
        return compute();
    }
    let key = make_key(wrapper, arguments, keywords)?;
    let hash = key.borrow().hash()?;
    let cache = cache.borrow();
    let known = cache.get_with_hash(key.borrow(), hash)?;
    if wrapper.maxsize < 0 {
        return match known {
            Some(result) => {
                wrapper.hits.set(wrapper.hits.get() + 1);
                Ok(result)
            }
            None => {
                let result = compute()?;
                cache.set_with_hash(key.borrow(), hash, result.borrow())?;
                Ok(result)
            }
        };
    }
    if let Some(link) = known.as_ref().and_then(|link| link.borrow().downcast_exact::<Link>()) {
        wrapper.with_order(|order| order.move_to(link.place, End::Last));
        wrapper.hits.set(wrapper.hits.get() + 1);
        return Ok(or_none(&link.result));
    }
    let result = compute()?;
    // The function may have called itself with the same arguments.
    if cache.get_with_hash(key.borrow(), hash)?.is_some() {
        return Ok(result);
    }
    let first = wrapper.with_order(|order| {
        order.end(End::First).and_then(|place| Some((place, order.key(place)?)))
    });
    if cache.len() as isize >= wrapper.maxsize
        && let Some((place, (oldest, oldest_hash))) = first
    {
        let removed = wrapper.with_order(|order| order.remove(place));
        match cache.take_with_hash(oldest.borrow(), oldest_hash) {
            Ok(Some(_)) => {}
            // Somebody else took it out; the new result isn't kept either.
            Ok(None) => return Ok(result),
            Err(raised) => {
                wrapper.with_order(|order| {
                    let place = order.add(oldest, oldest_hash);
                    order.move_to(place, End::First);
                });
                return Err(raised);
            }
        }
        drop(removed);
    }
    remember(wrapper, cache, (key, hash), result.clone())?;
    Ok(result)
}

/// A new link at the end of the list. The list has the key that it is given, which the dict may
/// have replaced by an equal one of its own, and then the dict's.
fn remember(
    wrapper: Wrapper<'_>,
    cache: Obj<'_, PyDictObject>,
    (key, hash): (Ref, isize),
    result: Ref,
) -> Result<()> {
    let place = wrapper.with_order(|order| order.add(key.clone(), hash));
    let link = memory::create(LINK.as_type(), |ob_base| Link {
        ob_base,
        result: Field::new(Some(result)),
        place,
    });
    let kept =
        link.and_then(|link| cache.set_with_hash(key.borrow(), hash, link.borrow().object()));
    if kept.is_err() {
        let removed = wrapper.with_order(|order| order.remove(place));
        drop(removed);
    }
    kept
}
// ANCHOR_END: call

// ANCHOR: methods
extern "C" fn get(wrapper: Wrapper<'_>, object: Option<Obj<'_>>, _: Option<Obj<'_>>) -> Result {
    match object.filter(|object| !object.is_none()) {
        Some(object) => method::new(wrapper.object(), object),
        None => itself_again(wrapper),
    }
}

fn cache_info(wrapper: Wrapper<'_>) -> Result {
    let most = match wrapper.maxsize {
        -1 => none().to_ref(),
        most => integer(most as i64)?,
    };
    let hits = integer(wrapper.hits.get() as i64)?;
    let misses = integer(wrapper.misses.get() as i64)?;
    let count = size(wrapper.cache.get().map_or(0, |cache| cache.borrow().len()))?;
    let numbers = [hits.borrow(), misses.borrow(), most.borrow(), count.borrow()];
    held(&wrapper.cache_info_type).borrow().call(&numbers)
}

fn cache_clear(wrapper: Wrapper<'_>) -> Result {
    let nodes = wrapper.with_order(Order::clear);
    wrapper.hits.set(0);
    wrapper.misses.set(0);
    if let Some(cache) = wrapper.cache.get() {
        cache.borrow().clear();
    }
    drop(nodes);
    nothing()
}
// ANCHOR_END: methods
