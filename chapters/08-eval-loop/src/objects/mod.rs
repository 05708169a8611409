//! The objects that belong to the loop: code, functions, cells, frames, tracebacks, generators.

pub mod code;
pub mod code_lines;
mod code_parts;
pub mod constants;
pub mod cell;
pub mod function;
pub mod frame;
mod frame_jump;
pub mod traceback;
pub mod generator;
pub mod coroutine;
pub mod anext_awaitable;
pub mod async_generator;
pub mod values;

/// Makes the types ready, once the object model is.
pub fn make_ready() {
    use object_model::runtime::make_ready as ready;
    ready(&code::CODE);
    ready(&code_lines::LINE_ITERATOR);
    ready(&code_lines::POSITIONS_ITERATOR);
    ready(&cell::CELL);
    ready(&function::FUNCTION);
    ready(&frame::FRAME);
    ready(&traceback::TRACEBACK);
    ready(&generator::GENERATOR);
    ready(&anext_awaitable::ANEXT_AWAITABLE);
    ready(&coroutine::COROUTINE);
    ready(&coroutine::COROUTINE_WRAPPER);
    ready(&async_generator::ASYNC_GENERATOR);
    ready(&async_generator::WRAPPED_VALUE);
    ready(&async_generator::ASEND);
    ready(&async_generator::ATHROW);
}
