use super::*;

/// `_imp.source_hash(importlib._bootstrap_external._RAW_MAGIC_NUMBER, …)` of 3.11.7.
#[test]
fn a_source_is_hashed_as_cpython_does() {
    let hash = |source| u64::from_be_bytes(source_hash(source));
    assert_eq!(hash(b""), 0x738d_9cd5_d5e8_7f73);
    assert_eq!(hash(b"x = 1\n"), 0x4c03_72aa_93f7_5252);
    assert_eq!(hash(b"print(\"glass snake\")\n"), 0xf088_0bed_9728_af69);
}

#[test]
fn a_bad_header_is_refused_in_importlibs_words() {
    let words = |bytes: &[u8]| {
        let error = read(bytes, "it's").unwrap_err();
        format!("{}: {error}", error.class())
    };
    assert_eq!(words(b""), "ImportError: bad magic number in \"it's\": b''");
    assert_eq!(words(b"abcd"), "ImportError: bad magic number in \"it's\": b'abcd'");
    let mut bytes = [&MAGIC_NUMBER[..], b"123"].concat();
    assert_eq!(words(&bytes), "EOFError: reached EOF while reading pyc header of \"it's\"");
    bytes = [&MAGIC_NUMBER[..], &[7, 0, 0, 0], &[0; 8]].concat();
    assert_eq!(words(&bytes), "ImportError: invalid flags 7 in \"it's\"");
    bytes[4] = 0;
    assert_eq!(words(&bytes), "EOFError: EOF read where object expected");
    bytes.push(b'N');
    assert_eq!(words(&bytes), "ImportError: Non-code object in \"it's\"");
}

/// `marshal.dumps(compile("", "<string>", "exec"))` without its reference flags.
const EMPTY: &[u8] = b"c\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0s\x06\0\0\0\x97\0d\0S\0)\x01N)\0\
)\0s\0\0\0\0z\x08<string>z\x08<module>z\x08<module>\x01\0\0\0s\x05\0\0\0\xf0\x03\x01\x01\x01s\0\0\0\0";

#[test]
fn every_form_is_read_as_it_was_written() {
    let Ok(Constant::Code(code)) = marshal::loads(EMPTY) else { panic!("a code object") };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.pyc");
    let hash = source_hash(b"");
    for validation in [
        Validation::Timestamp { mtime: 0xffff_fffe, size: 3 },
        Validation::Hash { hash, checked: true },
        Validation::Hash { hash, checked: false },
    ] {
        write_atomically(&path, &dump(&code, validation).unwrap(), 0o755).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes[16], b'c' | 0x80);
        assert_eq!(read(&bytes, "empty"), Ok((validation, code.clone())));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
