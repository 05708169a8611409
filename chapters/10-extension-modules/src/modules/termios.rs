//! `termios`: how a terminal behaves.
//!
//! CPython: `Modules/termios.c`.

use object_model::types::bytes::{self, PyBytesObject};
use object_model::types::type_::TYPE;

use crate::allow_threads;
use crate::convert::to_c_int;
use crate::modules::posix::file_descriptor;
use crate::prelude::*;
use crate::system::{Errno, Outcome, check};

// ANCHOR: module
/// `termios`.
pub static MODULE: ModuleDefinition = ModuleDefinition {
    name: "termios",
    doc: "How a terminal behaves.",
    functions: &[
        Method::one(c"tcgetattr", "($module, fd, /)", tcgetattr, "How a terminal behaves now."),
        Method::new(
            c"tcsetattr",
            "($module, fd, when, attributes, /)",
            tcsetattr,
            "Says how a terminal is to behave.",
        ),
        Method::new(
            c"tcsendbreak",
            "($module, fd, duration, /)",
            |_, given| {
                let (fd, duration) = (file_descriptor(given[0])?, to_c_int(given[1])?);
                // SAFETY: a call with numbers.
                done(allow_threads(|| check(unsafe { libc::tcsendbreak(fd, duration) })))
            },
            "Sends a break.",
        ),
        Method::one(
            c"tcdrain",
            "($module, fd, /)",
            |_, fd| {
                let fd = file_descriptor(fd)?;
                // SAFETY: a call with a number.
                done(allow_threads(|| check(unsafe { libc::tcdrain(fd) })))
            },
            "Waits until all is sent.",
        ),
        Method::new(
            c"tcflush",
            "($module, fd, queue, /)",
            |_, given| {
                let (fd, queue) = (file_descriptor(given[0])?, to_c_int(given[1])?);
                // SAFETY: a call with numbers.
                done(allow_threads(|| check(unsafe { libc::tcflush(fd, queue) })))
            },
            "Throws away what waits.",
        ),
        Method::new(
            c"tcflow",
            "($module, fd, action, /)",
            |_, given| {
                let (fd, action) = (file_descriptor(given[0])?, to_c_int(given[1])?);
                // SAFETY: a call with numbers.
                done(allow_threads(|| check(unsafe { libc::tcflow(fd, action) })))
            },
            "Stops or starts the flow.",
        ),
        Method::one(
            c"tcgetwinsize",
            "($module, fd, /)",
            |_, fd| {
                let size = window_size(file_descriptor(fd)?).map_err(failed)?;
                pack([integer(size.ws_row.into())?, integer(size.ws_col.into())?])
            },
            "How large a terminal is: lines and columns.",
        ),
        Method::new(
            c"tcsetwinsize",
            "($module, fd, winsize, /)",
            tcsetwinsize,
            "Says how large a terminal is.",
        ),
    ],
    constants: &[
        ("B0", Constant::Int(0)),
        ("B1000000", Constant::Int(4104)),
        ("B110", Constant::Int(3)),
        ("B115200", Constant::Int(4098)),
        ("B1152000", Constant::Int(4105)),
        ("B1200", Constant::Int(9)),
        ("B134", Constant::Int(4)),
        ("B150", Constant::Int(5)),
        ("B1500000", Constant::Int(4106)),
        ("B1800", Constant::Int(10)),
        ("B19200", Constant::Int(14)),
        ("B200", Constant::Int(6)),
        ("B2000000", Constant::Int(4107)),
        ("B230400", Constant::Int(4099)),
        ("B2400", Constant::Int(11)),
        ("B2500000", Constant::Int(4108)),
        ("B300", Constant::Int(7)),
        ("B3000000", Constant::Int(4109)),
        ("B3500000", Constant::Int(4110)),
        ("B38400", Constant::Int(15)),
        ("B4000000", Constant::Int(4111)),
        ("B460800", Constant::Int(4100)),
        ("B4800", Constant::Int(12)),
        ("B50", Constant::Int(1)),
        ("B500000", Constant::Int(4101)),
        ("B57600", Constant::Int(4097)),
        ("B576000", Constant::Int(4102)),
        ("B600", Constant::Int(8)),
        ("B75", Constant::Int(2)),
        ("B921600", Constant::Int(4103)),
        ("B9600", Constant::Int(13)),
        ("BRKINT", Constant::Int(2)),
        ("BS0", Constant::Int(0)),
        ("BS1", Constant::Int(8192)),
        ("BSDLY", Constant::Int(8192)),
        ("CBAUD", Constant::Int(4111)),
        ("CBAUDEX", Constant::Int(4096)),
        ("CDSUSP", Constant::Int(25)),
        ("CEOF", Constant::Int(4)),
        ("CEOL", Constant::Int(0)),
        ("CEOT", Constant::Int(4)),
        ("CERASE", Constant::Int(127)),
        ("CFLUSH", Constant::Int(15)),
        ("CIBAUD", Constant::Int(269418496)),
        ("CINTR", Constant::Int(3)),
        ("CKILL", Constant::Int(21)),
        ("CLNEXT", Constant::Int(22)),
        ("CLOCAL", Constant::Int(2048)),
        ("CQUIT", Constant::Int(28)),
        ("CR0", Constant::Int(0)),
        ("CR1", Constant::Int(512)),
        ("CR2", Constant::Int(1024)),
        ("CR3", Constant::Int(1536)),
        ("CRDLY", Constant::Int(1536)),
        ("CREAD", Constant::Int(128)),
        ("CRPRNT", Constant::Int(18)),
        ("CRTSCTS", Constant::Int(2147483648)),
        ("CS5", Constant::Int(0)),
        ("CS6", Constant::Int(16)),
        ("CS7", Constant::Int(32)),
        ("CS8", Constant::Int(48)),
        ("CSIZE", Constant::Int(48)),
        ("CSTART", Constant::Int(17)),
        ("CSTOP", Constant::Int(19)),
        ("CSTOPB", Constant::Int(64)),
        ("CSUSP", Constant::Int(26)),
        ("CWERASE", Constant::Int(23)),
        ("ECHO", Constant::Int(8)),
        ("ECHOCTL", Constant::Int(512)),
        ("ECHOE", Constant::Int(16)),
        ("ECHOK", Constant::Int(32)),
        ("ECHOKE", Constant::Int(2048)),
        ("ECHONL", Constant::Int(64)),
        ("ECHOPRT", Constant::Int(1024)),
        ("EXTA", Constant::Int(14)),
        ("EXTB", Constant::Int(15)),
        ("FF0", Constant::Int(0)),
        ("FF1", Constant::Int(32768)),
        ("FFDLY", Constant::Int(32768)),
        ("FIOASYNC", Constant::Int(21586)),
        ("FIOCLEX", Constant::Int(21585)),
        ("FIONBIO", Constant::Int(21537)),
        ("FIONCLEX", Constant::Int(21584)),
        ("FIONREAD", Constant::Int(21531)),
        ("FLUSHO", Constant::Int(4096)),
        ("HUPCL", Constant::Int(1024)),
        ("ICANON", Constant::Int(2)),
        ("ICRNL", Constant::Int(256)),
        ("IEXTEN", Constant::Int(32768)),
        ("IGNBRK", Constant::Int(1)),
        ("IGNCR", Constant::Int(128)),
        ("IGNPAR", Constant::Int(4)),
        ("IMAXBEL", Constant::Int(8192)),
        ("INLCR", Constant::Int(64)),
        ("INPCK", Constant::Int(16)),
        ("IOCSIZE_MASK", Constant::Int(1073676288)),
        ("IOCSIZE_SHIFT", Constant::Int(16)),
        ("ISIG", Constant::Int(1)),
        ("ISTRIP", Constant::Int(32)),
        ("IUCLC", Constant::Int(512)),
        ("IXANY", Constant::Int(2048)),
        ("IXOFF", Constant::Int(4096)),
        ("IXON", Constant::Int(1024)),
        ("NCC", Constant::Int(8)),
        ("NCCS", Constant::Int(32)),
        ("NL0", Constant::Int(0)),
        ("NL1", Constant::Int(256)),
        ("NLDLY", Constant::Int(256)),
        ("NOFLSH", Constant::Int(128)),
        ("N_MOUSE", Constant::Int(2)),
        ("N_PPP", Constant::Int(3)),
        ("N_SLIP", Constant::Int(1)),
        ("N_STRIP", Constant::Int(4)),
        ("N_TTY", Constant::Int(0)),
        ("OCRNL", Constant::Int(8)),
        ("OFDEL", Constant::Int(128)),
        ("OFILL", Constant::Int(64)),
        ("OLCUC", Constant::Int(2)),
        ("ONLCR", Constant::Int(4)),
        ("ONLRET", Constant::Int(32)),
        ("ONOCR", Constant::Int(16)),
        ("OPOST", Constant::Int(1)),
        ("PARENB", Constant::Int(256)),
        ("PARMRK", Constant::Int(8)),
        ("PARODD", Constant::Int(512)),
        ("PENDIN", Constant::Int(16384)),
        ("TAB0", Constant::Int(0)),
        ("TAB1", Constant::Int(2048)),
        ("TAB2", Constant::Int(4096)),
        ("TAB3", Constant::Int(6144)),
        ("TABDLY", Constant::Int(6144)),
        ("TCFLSH", Constant::Int(21515)),
        ("TCGETA", Constant::Int(21509)),
        ("TCGETS", Constant::Int(21505)),
        ("TCIFLUSH", Constant::Int(0)),
        ("TCIOFF", Constant::Int(2)),
        ("TCIOFLUSH", Constant::Int(2)),
        ("TCION", Constant::Int(3)),
        ("TCOFLUSH", Constant::Int(1)),
        ("TCOOFF", Constant::Int(0)),
        ("TCOON", Constant::Int(1)),
        ("TCSADRAIN", Constant::Int(1)),
        ("TCSAFLUSH", Constant::Int(2)),
        ("TCSANOW", Constant::Int(0)),
        ("TCSBRK", Constant::Int(21513)),
        ("TCSBRKP", Constant::Int(21541)),
        ("TCSETA", Constant::Int(21510)),
        ("TCSETAF", Constant::Int(21512)),
        ("TCSETAW", Constant::Int(21511)),
        ("TCSETS", Constant::Int(21506)),
        ("TCSETSF", Constant::Int(21508)),
        ("TCSETSW", Constant::Int(21507)),
        ("TCXONC", Constant::Int(21514)),
        ("TIOCCONS", Constant::Int(21533)),
        ("TIOCEXCL", Constant::Int(21516)),
        ("TIOCGETD", Constant::Int(21540)),
        ("TIOCGICOUNT", Constant::Int(21597)),
        ("TIOCGLCKTRMIOS", Constant::Int(21590)),
        ("TIOCGPGRP", Constant::Int(21519)),
        ("TIOCGSERIAL", Constant::Int(21534)),
        ("TIOCGSOFTCAR", Constant::Int(21529)),
        ("TIOCGWINSZ", Constant::Int(21523)),
        ("TIOCINQ", Constant::Int(21531)),
        ("TIOCLINUX", Constant::Int(21532)),
        ("TIOCMBIC", Constant::Int(21527)),
        ("TIOCMBIS", Constant::Int(21526)),
        ("TIOCMGET", Constant::Int(21525)),
        ("TIOCMIWAIT", Constant::Int(21596)),
        ("TIOCMSET", Constant::Int(21528)),
        ("TIOCM_CAR", Constant::Int(64)),
        ("TIOCM_CD", Constant::Int(64)),
        ("TIOCM_CTS", Constant::Int(32)),
        ("TIOCM_DSR", Constant::Int(256)),
        ("TIOCM_DTR", Constant::Int(2)),
        ("TIOCM_LE", Constant::Int(1)),
        ("TIOCM_RI", Constant::Int(128)),
        ("TIOCM_RNG", Constant::Int(128)),
        ("TIOCM_RTS", Constant::Int(4)),
        ("TIOCM_SR", Constant::Int(16)),
        ("TIOCM_ST", Constant::Int(8)),
        ("TIOCNOTTY", Constant::Int(21538)),
        ("TIOCNXCL", Constant::Int(21517)),
        ("TIOCOUTQ", Constant::Int(21521)),
        ("TIOCPKT", Constant::Int(21536)),
        ("TIOCPKT_DATA", Constant::Int(0)),
        ("TIOCPKT_DOSTOP", Constant::Int(32)),
        ("TIOCPKT_FLUSHREAD", Constant::Int(1)),
        ("TIOCPKT_FLUSHWRITE", Constant::Int(2)),
        ("TIOCPKT_NOSTOP", Constant::Int(16)),
        ("TIOCPKT_START", Constant::Int(8)),
        ("TIOCPKT_STOP", Constant::Int(4)),
        ("TIOCSCTTY", Constant::Int(21518)),
        ("TIOCSERCONFIG", Constant::Int(21587)),
        ("TIOCSERGETLSR", Constant::Int(21593)),
        ("TIOCSERGETMULTI", Constant::Int(21594)),
        ("TIOCSERGSTRUCT", Constant::Int(21592)),
        ("TIOCSERGWILD", Constant::Int(21588)),
        ("TIOCSERSETMULTI", Constant::Int(21595)),
        ("TIOCSERSWILD", Constant::Int(21589)),
        ("TIOCSER_TEMT", Constant::Int(1)),
        ("TIOCSETD", Constant::Int(21539)),
        ("TIOCSLCKTRMIOS", Constant::Int(21591)),
        ("TIOCSPGRP", Constant::Int(21520)),
        ("TIOCSSERIAL", Constant::Int(21535)),
        ("TIOCSSOFTCAR", Constant::Int(21530)),
        ("TIOCSTI", Constant::Int(21522)),
        ("TIOCSWINSZ", Constant::Int(21524)),
        ("TOSTOP", Constant::Int(256)),
        ("VDISCARD", Constant::Int(13)),
        ("VEOF", Constant::Int(4)),
        ("VEOL", Constant::Int(11)),
        ("VEOL2", Constant::Int(16)),
        ("VERASE", Constant::Int(2)),
        ("VINTR", Constant::Int(0)),
        ("VKILL", Constant::Int(3)),
        ("VLNEXT", Constant::Int(15)),
        ("VMIN", Constant::Int(6)),
        ("VQUIT", Constant::Int(1)),
        ("VREPRINT", Constant::Int(12)),
        ("VSTART", Constant::Int(8)),
        ("VSTOP", Constant::Int(9)),
        ("VSUSP", Constant::Int(10)),
        ("VSWTC", Constant::Int(7)),
        ("VSWTCH", Constant::Int(7)),
        ("VT0", Constant::Int(0)),
        ("VT1", Constant::Int(16384)),
        ("VTDLY", Constant::Int(16384)),
        ("VTIME", Constant::Int(5)),
        ("VWERASE", Constant::Int(14)),
        ("XCASE", Constant::Int(4)),
        ("XTABS", Constant::Int(6144)),
    ],
    execute: Some(execute),
    ..ModuleDefinition::NONE
};

/// `termios.error`, made when the module is.
static ERROR: Global<Field> = Global::new(Field::NULL);

fn execute(module: Module<'_>) -> Result<()> {
    if ERROR.is_null() {
        let bases = tuple::of(&[errors::EXCEPTION.as_type().object()])?;
        let dict = dict::new()?;
        let module_name = text("termios")?;
        dict.borrow().set_item(name!("__module__").object(), module_name.borrow())?;
        let name = text("error")?;
        let class = TYPE.as_type().object().call(&[
            name.borrow(),
            bases.borrow().object(),
            dict.borrow().object(),
        ])?;
        ERROR.set(Some(class));
    }
    module.add("error", held(&ERROR))
}

/// Raises `termios.error` of a number and what the system says about it.
#[cold]
fn failed(error: Errno) -> Raised {
    let raise_it = || -> Result<Raised> {
        let (number, words) = (integer(error.0.into())?, text(&error.text())?);
        let exception = held(&ERROR).borrow().call(&[number.borrow(), words.borrow()])?;
        Ok(match exception.downcast::<errors::PyBaseExceptionObject>() {
            Ok(exception) => errors::raise_instance(exception),
            Err(_) => raise(&TYPE_ERROR, "exceptions must derive from BaseException"),
        })
    };
    raise_it().unwrap_or_else(|raised| raised)
}

fn done(outcome: Outcome<i32>) -> Result {
    outcome.map_err(failed)?;
    nothing()
}
// ANCHOR_END: module

// ANCHOR: attributes
fn attributes(fd: i32) -> Outcome<libc::termios> {
    // SAFETY: zeros are such a struct, which the call fills in.
    unsafe {
        let mut attributes: libc::termios = std::mem::zeroed();
        check(libc::tcgetattr(fd, &mut attributes)).map(|_| attributes)
    }
}

/// Without line editing two of the characters are numbers.
const NUMBERS: [usize; 2] = [libc::VMIN, libc::VTIME];

fn tcgetattr(_: Module<'_>, fd: Obj<'_>) -> Result {
    let fd = file_descriptor(fd)?;
    let now = allow_threads(|| attributes(fd)).map_err(failed)?;
    // SAFETY: the struct is there to be read.
    let (input, output) = unsafe { (libc::cfgetispeed(&now), libc::cfgetospeed(&now)) };
    let characters = list::new()?;
    for (index, character) in now.c_cc.iter().enumerate() {
        let is_number = now.c_lflag & libc::ICANON == 0 && NUMBERS.contains(&index);
        characters.borrow().push(match is_number {
            true => integer((*character).into())?,
            false => bytes::new(&[*character])?.object(),
        })?;
    }
    let all = list::new()?;
    for number in [now.c_iflag, now.c_oflag, now.c_cflag, now.c_lflag, input, output] {
        all.borrow().push(integer(number.into())?)?;
    }
    all.borrow().push(characters.object())?;
    Ok(all.object())
}

fn tcsetattr(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let (fd, when) = (file_descriptor(given[0])?, to_c_int(given[1])?);
    let wrong = || raise(&TYPE_ERROR, "tcsetattr, arg 3: must be 7 element list");
    let list = given[2].downcast::<PyListObject>().filter(|list| list.len() == 7);
    let list = list.ok_or_else(wrong)?;
    let mut new = attributes(fd).map_err(failed)?;
    let number = |index: usize| -> Result<u32> {
        let item = list.get_index(index).ok_or_else(wrong)?;
        Ok(crate::convert::to_long_long(item.borrow())? as u32)
    };
    new.c_iflag = number(0)?;
    new.c_oflag = number(1)?;
    new.c_cflag = number(2)?;
    new.c_lflag = number(3)?;
    let (input, output) = (number(4)?, number(5)?);
    let count = new.c_cc.len();
    let wrong_count = || {
        let message = format_args!("tcsetattr: attributes[6] must be {count} element list");
        raise(&TYPE_ERROR, message)
    };
    let characters = list.get_index(6).ok_or_else(wrong)?;
    let characters = characters.borrow().downcast::<PyListObject>();
    let characters = characters.filter(|list| list.len() == count).ok_or_else(wrong_count)?;
    for (index, place) in new.c_cc.iter_mut().enumerate() {
        let item = characters.get_index(index).ok_or_else(wrong_count)?;
        let item = item.borrow();
        *place = match item.downcast::<PyBytesObject>().map(|item| item.bytes()) {
            Some(&[character]) => character,
            _ if item.downcast::<PyLongObject>().is_some() => {
                crate::convert::to_long_long(item)? as u8
            }
            _ => {
                let message = "tcsetattr: elements of attributes must be characters or integers";
                return Err(raise(&TYPE_ERROR, message));
            }
        };
    }
    // SAFETY: the struct is there.
    unsafe {
        check(libc::cfsetispeed(&mut new, input)).map_err(failed)?;
        check(libc::cfsetospeed(&mut new, output)).map_err(failed)?;
    }
    // SAFETY: the struct is there to be read.
    done(allow_threads(|| check(unsafe { libc::tcsetattr(fd, when, &new) })))
}
// ANCHOR_END: attributes

// ANCHOR: size
fn window_size(fd: i32) -> Outcome<libc::winsize> {
    // SAFETY: zeros are such a struct, which the call fills in.
    unsafe {
        let mut size: libc::winsize = std::mem::zeroed();
        check(libc::ioctl(fd, libc::TIOCGWINSZ, &mut size)).map(|_| size)
    }
}

fn tcsetwinsize(_: Module<'_>, given: &Arguments<'_>) -> Result {
    let fd = file_descriptor(given[0])?;
    if !given[1].is_sequence() || given[1].len()? != 2 {
        return Err(raise(&TYPE_ERROR, "tcsetwinsize, arg 2: must be a two-item sequence"));
    }
    let number = |index: isize| {
        let item = given[1].get_sequence_item(index)?;
        let number = crate::convert::to_long_long(item.borrow())?;
        u16::try_from(number).map_err(|_| raise(&OVERFLOW_ERROR, "winsize value(s) out of range."))
    };
    let (lines, columns) = (number(0)?, number(1)?);
    let mut size = window_size(fd).map_err(failed)?;
    size.ws_row = lines;
    size.ws_col = columns;
    // SAFETY: the struct is there to be read.
    done(check(unsafe { libc::ioctl(fd, libc::TIOCSWINSZ, &size) }))
}
// ANCHOR_END: size
