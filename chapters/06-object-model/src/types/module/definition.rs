//! A native module as a table that one can read.
//!
//! CPython: `PyModuleDef` (`Include/moduleobject.h`), `Objects/moduleobject.c`
//! (`PyModule_FromDefAndSpec2`, `PyModule_ExecDef`, `_add_methods_to_object`), PEP 489.
//!
//! A module is made in two phases: [`ModuleDefinition::create`] makes an empty module of the
//! right name, and [`ModuleDefinition::execute`] fills it. The import system does the two, and
//! knows a definition from its name.
//!
//! What a module has to remember stands in its dict, in its types, or in a [`Global`].

use std::ffi::c_void;
use std::ops::Deref;
use std::ptr;

use crate::name;
use crate::object::{Obj, Ref, Result};
use crate::static_type::{Method, StaticType};
use crate::types::module::object::{self, PyModuleObject};
use crate::types::str::{self, interned};
use crate::types::{builtin_function, float, int};

// ANCHOR: definition
/// What a native module is made of. Ends in `..ModuleDefinition::NONE`.
#[allow(missing_debug_implementations, reason = "a table of functions")]
pub struct ModuleDefinition {
    /// As `import` spells it.
    pub name: &'static str,
    /// `__doc__`.
    pub doc: &'static str,
    /// Each is called with the module as its object.
    pub functions: &'static [Method<PyModuleObject>],
    /// Made ready and shown under the last part of their names.
    pub types: &'static [&'static StaticType],
    /// Numbers and texts.
    pub constants: &'static [(&'static str, Constant)],
    /// Adds what no table can say. C: `Py_mod_exec`.
    pub execute: Option<fn(Obj<'_, PyModuleObject>) -> Result<()>>,
}

/// A value that a table can hold.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Constant {
    Int(i64),
    Float(f64),
    Str(&'static str),
}

impl Constant {
    /// The object.
    pub fn to_object(self) -> Result {
        Ok(match self {
            Constant::Int(value) => int::from_i64(value)?.object(),
            Constant::Float(value) => float::new(value)?.object(),
            Constant::Str(text) => str::new(text)?.object(),
        })
    }
}

impl ModuleDefinition {
    /// A module of nothing.
    pub const NONE: ModuleDefinition = ModuleDefinition {
        name: "",
        doc: "",
        functions: &[],
        types: &[],
        constants: &[],
        execute: None,
    };

    /// The first phase: a module with a name, a documentation and its functions.
    /// C: `PyModule_FromDefAndSpec2`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn create(&'static self) -> Result<Ref<PyModuleObject>> {
        let name = interned(self.name)?;
        let module = object::new(name.borrow())?;
        module.md_def.set(ptr::from_ref(self).cast_mut().cast::<c_void>());
        let this = module.borrow();
        if !self.doc.is_empty() {
            this.add("__doc__", str::new(self.doc)?.object())?;
        }
        this.add_functions(self.functions)?;
        Ok(module)
    }

    /// The second phase: the module's types and constants, and what `execute` adds. A module
    /// whose second phase has begun isn't filled again. C: `PyModule_ExecDef`.
    ///
    /// # Errors
    /// What `execute` raises.
    pub fn execute(&'static self, module: Obj<'_, PyModuleObject>) -> Result<()> {
        if !module.md_state.get().is_null() {
            return Ok(());
        }
        module.md_state.set(module.md_def.get());
        for ob_type in self.types {
            crate::runtime::make_ready(ob_type);
            let class = ob_type.as_type().object().to_ref();
            module.add(ob_type.as_type().get().short_name(), class)?;
        }
        for (name, constant) in self.constants {
            module.add(name, constant.to_object()?)?;
        }
        match self.execute {
            Some(execute) => execute(module),
            None => Ok(()),
        }
    }

    /// The definition that a module was made from, if it is a native one. C: `PyModule_GetDef`.
    pub fn of(module: Obj<'_, PyModuleObject>) -> Option<&'static ModuleDefinition> {
        // SAFETY: `create` alone sets the field, to a static.
        unsafe { module.md_def.get().cast::<ModuleDefinition>().as_ref() }
    }
}
// ANCHOR_END: definition

impl Obj<'_, PyModuleObject> {
    /// Adds functions, which are called with the module. C: `PyModule_AddFunctions`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn add_functions(self, functions: &'static [Method<PyModuleObject>]) -> Result<()> {
        let name = self.own_name()?;
        for row in Method::forget_layout(functions) {
            let function = builtin_function::new(row, Some(self.object().to_ref()), name.clone())?;
            self.add(row.name().to_str().expect("a name is text"), function)?;
        }
        Ok(())
    }

    /// Sets an attribute. C: `PyModule_AddObject`.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn add(self, name: &str, value: Ref) -> Result<()> {
        let dict = self.dict_object().expect("a module that was made here has a dict");
        dict.borrow().set_item(interned(name)?.borrow().object(), value.borrow())
    }

    /// The module's `__name__`, as it stands in its dict. C: `PyModule_GetNameObject`.
    ///
    /// # Errors
    /// What the dict's keys raise.
    pub fn own_name(self) -> Result<Option<Ref>> {
        match self.dict_object() {
            Some(dict) => dict.borrow().get_str(name!("__name__")),
            None => Ok(None),
        }
    }
}

// ANCHOR: global
/// What a module keeps for the whole process, in a `static`. Only the thread that holds the GIL
/// looks at it, as at every object.
#[derive(Debug)]
pub struct Global<T>(T);

// SAFETY: see above; references to objects can't leave the thread that holds the GIL.
unsafe impl<T> Sync for Global<T> {}

impl<T> Global<T> {
    /// What there is at the start.
    pub const fn new(value: T) -> Global<T> {
        Global(value)
    }
}

impl<T> Deref for Global<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
// ANCHOR_END: global
