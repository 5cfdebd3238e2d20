//! The streams, and which of them has what of a function.

use crate::project::Outcome;
use wasmparser::FunctionBody;

/// In the order of the file.
#[derive(Clone, Copy)]
pub(super) enum Stream {
    /// Of loads and stores.
    Offsets,
    /// What is not code.
    Rest,
    Operators,
    /// What a function declares: how many groups, less than 128, and of each how many locals of which type.
    Declared,
    Globals,
    /// Operands of rare operators, in pieces of at most [`PIECE`] bytes, each behind its length; one that is shorter is the last.
    Others,
    /// The same, of `br_table`.
    Tables,
    Calls,
    Locals,
    /// 64-bit constants.
    Long,
    /// 32-bit constants by the operator behind them, which is here as its place in [`BEHIND`], or all other ones.
    Constants(usize),
    Blocks,
    Branches,
}

const BEHIND: [u8; 9] = [0x6a, 0x36, 0x46, 0x10, 0x41, 0x21, 0x71, 0x20, 0x47];
const FIRST_CONSTANTS: usize = 10;
const STREAMS: usize = FIRST_CONSTANTS + BEHIND.len() + 3;

const FIRST_LOAD: u8 = 0x28;
const LAST_STORE: u8 = 0x3e;
/// Operators are written from the other half of all bytes. Most are below 128: brotli would take the whole file for text, and
/// judge each byte by the letters before it, 5 kB worse.
const UPPER: u8 = 0x80;
const PIECE: usize = 255;
/// In front of a load or store whose alignment is not its size: stands for the alignment that is added to it.
const ALIGNED: u8 = 0xe0;
/// Of each load and store, as a power of two, if nothing else is said.
const ALIGNMENT: &[u8; 23] = b"23230011001122232301012";

impl Stream {
    /// Of the operands behind this operator, where there are some.
    fn behind(operator: u8, next: Option<u8>) -> Outcome<Self> {
        Ok(match operator {
            0x02..=0x04 => Self::Blocks,
            0x0c | 0x0d => Self::Branches,
            0x10 => Self::Calls,
            0x20..=0x22 => Self::Locals,
            0x23 | 0x24 => Self::Globals,
            FIRST_LOAD..=LAST_STORE => Self::Offsets,
            0x41 => {
                Self::Constants(BEHIND.iter().position(|each| Some(*each) == next).unwrap_or(BEHIND.len()))
            }
            0x42 => Self::Long,
            0x0e => Self::Tables,
            0x11 | 0x1c | 0x25 | 0x26 | 0x3f | 0x40 | 0x43 | 0x44 | 0xd0 | 0xd2 | 0xfc..=0xfe => Self::Others,
            unknown => {
                return Err(
                    format!("xtask/src/pack.rs and boot/unpack.js don't know operator {unknown:#x}").into()
                );
            }
        })
    }

    fn place(self) -> usize {
        match self {
            Self::Offsets => 0,
            Self::Rest => 1,
            Self::Operators => 2,
            Self::Declared => 3,
            Self::Globals => 4,
            Self::Others => 5,
            Self::Tables => 6,
            Self::Calls => 7,
            Self::Locals => 8,
            Self::Long => 9,
            Self::Constants(kind) => FIRST_CONSTANTS + kind,
            Self::Blocks => STREAMS - 2,
            Self::Branches => STREAMS - 1,
        }
    }
}

#[derive(Default)]
pub(super) struct Streams([Vec<u8>; STREAMS]);

impl Streams {
    /// In the order of the file.
    pub(super) fn all(&self) -> &[Vec<u8>] {
        &self.0
    }

    pub(super) fn add(&mut self, stream: Stream, bytes: &[u8]) -> Outcome {
        let stream = self.0.get_mut(stream.place()).ok_or("there are more streams than places for them")?;
        stream.extend(bytes);
        Ok(())
    }

    pub(super) fn add_function(&mut self, body: &FunctionBody<'_>) -> Outcome {
        let operators = operators(body)?;
        let declared = operators.first().map_or(0, |first| body.as_bytes().len() - first.to_the_end);
        let locals = body.as_bytes().get(..declared).unwrap_or_default();
        // As boot/unpack.js finds their end.
        let (groups, numbers) = (locals.first(), locals.iter().filter(|byte| **byte < 128).count());
        if groups.is_none_or(|groups| *groups > 127 || numbers != 1 + 2 * usize::from(*groups)) {
            return Err(
                "boot/unpack.js knows functions with less than 128 groups of locals, of types of one byte"
                    .into(),
            );
        }
        self.add(Stream::Declared, locals)?;
        let behind = operators.iter().skip(1).map(Operator::first_sign).chain([None]);
        for (operator, next) in operators.iter().zip(behind) {
            self.add_operator(operator, next)?;
        }
        Ok(())
    }

    fn add_operator(&mut self, operator: &Operator<'_>, next: Option<u8>) -> Outcome {
        if let Some(sign) = operator.alignment_sign() {
            self.add(Stream::Operators, &[sign ^ UPPER])?;
        }
        self.add(Stream::Operators, &[operator.code ^ UPPER])?;
        let operands = operator.operands;
        if operands.is_empty() {
            return Ok(());
        }
        let stream = Stream::behind(operator.code, next)?;
        match stream {
            Stream::Offsets => match operands.split_first() {
                Some((0..8, offset)) => self.add(stream, offset),
                _ => Err("xtask/src/pack.rs and boot/unpack.js know one memory only".into()),
            },
            Stream::Others | Stream::Tables => {
                let last = operands.len().is_multiple_of(PIECE).then_some([].as_slice());
                for some in operands.chunks(PIECE).chain(last) {
                    self.add(stream, &[u8::try_from(some.len())?])?;
                    self.add(stream, some)?;
                }
                Ok(())
            }
            _ => self.add(stream, operands),
        }
    }
}

struct Operator<'a> {
    code: u8,
    operands: &'a [u8],
    /// From where it begins, in bytes.
    to_the_end: usize,
}

impl Operator<'_> {
    /// What stands in front of it where its alignment is not what one would think.
    fn alignment_sign(&self) -> Option<u8> {
        let usual = self.code.checked_sub(FIRST_LOAD).and_then(|place| ALIGNMENT.get(usize::from(place)));
        let (usual, is) = (usual?.checked_sub(b'0')?, *self.operands.first()?);
        (is != usual).then_some(ALIGNED | is & 7)
    }

    fn first_sign(&self) -> Option<u8> {
        self.alignment_sign().or(Some(self.code))
    }
}

fn operators<'a>(body: &FunctionBody<'a>) -> Outcome<Vec<Operator<'a>>> {
    let mut starts = Vec::new();
    for operator in body.get_operators_reader()?.into_iter_with_offsets() {
        starts.push(usize::try_from(operator?.1 - body.range().start)?);
    }
    let (bytes, mut operators) = (body.as_bytes(), Vec::with_capacity(starts.len()));
    for (start, end) in starts.iter().zip(starts.iter().skip(1).chain([&bytes.len()])) {
        let operator = bytes.get(*start..*end).and_then(<[u8]>::split_first);
        let (code, operands) = operator.ok_or("an operator without a byte")?;
        operators.push(Operator { code: *code, operands, to_the_end: bytes.len() - start });
    }
    Ok(operators)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{
        Parts,
        tests::{module, of_one},
    };
    use wasm_encoder::{BlockType, Function, Instruction, MemArg, MemArgTarget, ValType};

    fn streams(module: &[u8]) -> Outcome<Vec<Vec<u8>>> {
        let (mut streams, parts) = (Streams::default(), Parts::of(module)?);
        for body in &parts.bodies {
            streams.add_function(body)?;
        }
        Ok(streams.0.to_vec())
    }

    fn at(align: u32, offset: u64) -> MemArg {
        MemArg { offset, align, target: MemArgTarget::default(), ordering: None }
    }

    #[test]
    fn each_operand_goes_to_those_of_its_kind() -> Outcome {
        let streams = streams(&module(&[
            Instruction::LocalGet(1),
            Instruction::I32Const(300),
            Instruction::I32Add,
            Instruction::I32Load(at(2, 200)),
            Instruction::I64Load(at(2, 8)),
            Instruction::I64Const(-1),
            Instruction::I32Const(7),
            Instruction::BrTable([0, 1].as_slice().into(), 2),
            Instruction::F32Const(1.0_f32.into()),
            Instruction::Block(BlockType::Empty),
            Instruction::BrIf(0),
            Instruction::End,
            Instruction::Call(5),
            Instruction::GlobalSet(3),
        ]))?;
        let of = |stream: Stream| streams.get(stream.place()).cloned().unwrap_or_default();
        let operators = [
            0x20,
            0x41,
            0x6a,
            0x28,
            ALIGNED + 2,
            0x29,
            0x42,
            0x41,
            0x0e,
            0x43,
            0x02,
            0x0d,
            0x0b,
            0x10,
            0x24,
            0x0b,
        ];
        assert_eq!(
            of(Stream::Operators),
            operators.map(|code| code ^ UPPER),
            "an alignment where it is not the usual one"
        );
        assert_eq!(of(Stream::Declared), [2, 2, 0x7f, 1, 0x7e]);
        assert_eq!(of(Stream::Locals), [1]);
        assert_eq!(of(Stream::Constants(0)), [0xac, 2], "in front of an addition");
        assert_eq!(of(Stream::Constants(BEHIND.len())), [7], "in front of anything else");
        assert_eq!(of(Stream::Offsets), [0xc8, 1, 8]);
        assert_eq!(of(Stream::Long), [0x7f]);
        assert_eq!(of(Stream::Tables), [4, 2, 0, 1, 2]);
        assert_eq!(of(Stream::Others), [4, 0, 0, 0x80, 0x3f]);
        assert_eq!(of(Stream::Blocks), [0x40]);
        assert_eq!(of(Stream::Branches), [0]);
        assert_eq!(of(Stream::Calls), [5]);
        assert_eq!(of(Stream::Globals), [3]);
        Ok(())
    }

    #[test]
    fn what_unpacks_knows_the_same_operators() -> Outcome {
        let script = include_str!("../../../boot/unpack.js");
        let numbers = |text: &str| -> Vec<u8> {
            let hex = text.split("0x").skip(1).map(|rest| rest.get(..2).unwrap_or_default());
            hex.filter_map(|hex| u8::from_str_radix(hex, 16).ok()).collect()
        };
        let line = |begin: &str| script.lines().find(|line| line.starts_with(begin)).unwrap_or_default();
        assert_eq!(numbers(line("const BEHIND")), BEHIND);
        assert!(script.contains(&["\"", std::str::from_utf8(ALIGNMENT)?, "\""].concat()));
        assert_eq!(numbers(line("const UPPER")), [UPPER]);
        let order = line("const [OFFSETS").split_once(']').map_or("", |(names, _)| names);
        let order: Vec<_> = order.trim_start_matches("const [").split(", ").collect();
        for (name, stream) in [
            ("OFFSETS", Stream::Offsets),
            ("REST", Stream::Rest),
            ("OPERATORS", Stream::Operators),
            ("DECLARED", Stream::Declared),
            ("GLOBALS", Stream::Globals),
            ("OTHERS", Stream::Others),
            ("TABLES", Stream::Tables),
            ("CALLS", Stream::Calls),
            ("LOCALS", Stream::Locals),
            ("LONG", Stream::Long),
            ("CONSTANTS", Stream::Constants(0)),
        ] {
            assert_eq!(order.get(stream.place()), Some(&name));
        }
        let mut known = 0;
        for (begin, stream) in [
            ("goTo(BLOCKS", Stream::Blocks),
            ("goTo(BRANCHES", Stream::Branches),
            ("goTo(TABLES", Stream::Tables),
            ("goTo(CALLS", Stream::Calls),
            ("goTo(LOCALS", Stream::Locals),
            ("goTo(GLOBALS", Stream::Globals),
            ("goTo(LONG", Stream::Long),
            ("goTo(OTHERS", Stream::Others),
        ] {
            for operator in numbers(line(begin)) {
                assert_eq!(Stream::behind(operator, None)?.place(), stream.place(), "{operator:#x}");
                known += 1;
            }
        }
        // Loads and stores it counts, and I32_CONST has a name there.
        let ours = (0..=255).filter(|operator| Stream::behind(*operator, None).is_ok()).count();
        assert_eq!(known + ALIGNMENT.len() + 1, ours);
        Ok(())
    }

    #[test]
    fn locals_that_would_not_be_found_again_are_refused() {
        let function = |groups: usize| {
            let mut body =
                Function::new((0..groups).map(|n| (1, if n % 2 == 0 { ValType::I32 } else { ValType::I64 })));
            of_one(body.instruction(&Instruction::End))
        };
        assert!(streams(&function(127)).is_ok());
        let error = streams(&function(128)).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("less than 128 groups of locals"), "{error}");
    }

    #[test]
    fn operands_of_any_length_have_an_end() -> Outcome {
        // With two bytes that say how many there are, and one for all other cases.
        for (targets, pieces) in [(251, vec![254]), (252, vec![255, 0]), (600, vec![255, 255, 93])] {
            let targets = vec![0; targets];
            let streams = streams(&module(&[Instruction::BrTable(targets.as_slice().into(), 0)]))?;
            let mut table = streams.get(Stream::Tables.place()).map(Vec::as_slice).unwrap_or_default();
            for piece in pieces {
                let Some((length, rest)) = table.split_first() else {
                    return Err("it ends too early".into());
                };
                assert_eq!(usize::from(*length), piece);
                table = rest.get(piece..).unwrap_or_default();
            }
            assert!(table.is_empty());
        }
        Ok(())
    }
}
