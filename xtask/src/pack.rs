//! Sorts the built module's code by what it is: operators to operators, locals to locals, offsets to offsets, each in a stream
//! of its own. A compressor finds more that is alike there than where they take turns (docs/size.md). boot/unpack.js puts
//! everything back before the browser sees it.
//!
//! The file is a module still, of a single custom section named `snug`, so that every host gives it the type of a module
//! and compresses it as one. In that section, each number of 32 bits, little-endian: the size in bytes of the module that it will
//! be, and its FNV-1a sum, for when a browser refuses it and for tests/e2e/unpacking.rs; the size of what is in front of its code; how many functions
//! there are; the length of each stream; then the streams.

mod streams;

use self::streams::{Stream, Streams};
use crate::project::Outcome;
use wasm_encoder::Module;
use wasmparser::{FunctionBody, Parser, Payload};

/// The number of sections that only some understand.
const CUSTOM: u8 = 0;

/// The module as boot/unpack.js makes it: as it is, except that the sizes of its code and of each function have as many
/// bytes as the largest may need, since they are written when the rest is there.
fn with_fixed_lengths(parts: &Parts<'_>) -> Outcome<Vec<u8>> {
    let mut code = length::<3>(parts.bodies.len())?.to_vec();
    for body in &parts.bodies {
        code.extend(length::<3>(body.as_bytes().len())?);
        code.extend(body.as_bytes());
    }
    Ok([parts.before, length::<4>(code.len())?.as_slice(), &code, parts.after].concat())
}

pub(crate) fn packed(module: &[u8]) -> Outcome<Vec<u8>> {
    let parts = Parts::of(module)?;
    let mut streams = Streams::default();
    streams.add(Stream::Rest, parts.before)?;
    for body in &parts.bodies {
        streams.add_function(body)?;
    }
    streams.add(Stream::Rest, parts.after)?;

    let unpacked = with_fixed_lengths(&parts)?;
    let mut data = Vec::new();
    data.extend(u32::try_from(unpacked.len())?.to_le_bytes());
    data.extend(sum(&unpacked).to_le_bytes());
    let lengths = streams.all().iter().map(Vec::len);
    for size in [parts.before.len(), parts.bodies.len()].into_iter().chain(lengths) {
        data.extend(u32::try_from(size)?.to_le_bytes());
    }
    data.extend(streams.all().iter().flatten());
    let name = [&[4], b"snug".as_slice()].concat();
    let size = length::<4>(name.len() + data.len())?;
    Ok([Module::HEADER.as_slice(), &[CUSTOM], &size, &name, &data].concat())
}

/// FNV-1a of 32 bits.
fn sum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// A module around its code.
struct Parts<'a> {
    /// Up to and with the byte that says that code comes.
    before: &'a [u8],
    bodies: Vec<FunctionBody<'a>>,
    after: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(module: &'a [u8]) -> Outcome<Self> {
        let mut bodies = Vec::new();
        // Where the section before ends, and then where the code does.
        let (mut from, mut to) = (Module::HEADER.len(), None);
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::CodeSectionStart { unchecked_range, .. } => to = Some(unchecked_range.end),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                other => {
                    if let (None, Some((_, section))) = (&to, other.as_section()) {
                        from = usize::try_from(section.end)?;
                    }
                }
            }
        }
        let to = usize::try_from(to.ok_or("the module has no code")?)?;
        let ends = "the module ends before its code does";
        Ok(Self { before: module.get(..=from).ok_or(ends)?, bodies, after: module.get(to..).ok_or(ends)? })
    }
}

/// A number in so many bytes, however small it is.
fn length<const BYTES: usize>(number: usize) -> Outcome<[u8; BYTES]> {
    if number >> (7 * BYTES) > 0 {
        return Err(format!("{number} is more than boot/unpack.js has room to say in {BYTES} bytes").into());
    }
    let byte = |place: usize| (number >> (7 * place)) as u8 & 127 | if place + 1 < BYTES { 128 } else { 0 };
    Ok(std::array::from_fn(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        BlockType, Catch, CodeSection, Function, FunctionSection, Instruction, TypeSection, ValType,
    };

    /// Of one function.
    pub(super) fn module(instructions: &[Instruction<'_>]) -> Vec<u8> {
        let mut body = Function::new([(2, ValType::I32), (1, ValType::I64)]);
        for instruction in instructions {
            body.instruction(instruction);
        }
        of_one(body.instruction(&Instruction::End))
    }

    pub(super) fn of_one(body: &Function) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        functions.function(0);
        code.function(body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn the_file_is_a_module_and_says_what_it_becomes() -> Outcome {
        let module = module(&[Instruction::LocalGet(0), Instruction::Drop]);
        let packed = packed(&module)?;
        let Some(Ok(Payload::CustomSection(section))) = Parser::new(0).parse_all(&packed).nth(1) else {
            return Err("it has no section of its own".into());
        };
        assert_eq!(section.name(), "snug");
        let header = section.data().chunks(4).map(|number| number.try_into().map(u32::from_le_bytes));
        let header: Vec<u32> = header.take(4 + Streams::default().all().len()).collect::<Result<_, _>>()?;
        let unpacked = with_fixed_lengths(&Parts::of(&module)?)?;
        let Some(([size, said, before, functions], lengths)) = header.split_first_chunk::<4>() else {
            return Err("it has no header".into());
        };
        assert_eq!((*size as usize, *said, *functions), (unpacked.len(), sum(&unpacked), 1));
        assert_eq!(unpacked.get(*before as usize - 1), Some(&10), "the number of the section that code is");
        let streams: u32 = lengths.iter().sum();
        assert_eq!(section.data().len(), 4 * header.len() + streams as usize);
        let bodies = |module| {
            Ok::<_, Box<dyn std::error::Error>>(
                Parts::of(module)?.bodies.iter().map(FunctionBody::as_bytes).collect::<Vec<_>>(),
            )
        };
        assert_eq!(bodies(&unpacked)?, bodies(&module)?);
        Ok(())
    }

    #[test]
    fn what_it_does_not_know_is_named() {
        let catch: &[Catch] = &[];
        let instructions = [Instruction::TryTable(BlockType::Empty, catch.into()), Instruction::End];
        let error = packed(&module(&instructions)).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some("xtask/src/pack.rs and boot/unpack.js don't know operator 0x1f"));
        assert!(
            packed(&Module::new().finish()).is_err_and(|error| error.to_string() == "the module has no code")
        );
    }
}
