use compiler::constant::{Constant, Shared};
fn main() {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap();
    let source = std::fs::read(&name).unwrap();
    let mut w: Vec<compiler::Warning> = Vec::new();
    let code = compiler::compile(&source, &name, &compiler::Options::default(), &mut w).unwrap();
    let b = compiler::marshal::dumps(&Constant::Code(Shared::held(code)), 4).unwrap();
    std::fs::write(args.next().unwrap(), b).unwrap();
}
