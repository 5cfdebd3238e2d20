//! Puts functions that are alike next to each other in the built module, which changes nothing but their numbers: a
//! compressor says in fewer bits that something stood near than that it stood far away.

use crate::project::Outcome;
use std::{
    cmp::Reverse,
    collections::{BTreeSet, HashMap},
    convert::Infallible,
};
use wasm_encoder::{
    CodeSection, ElementSection, ExportSection, FunctionSection, GlobalSection, Module, RawSection,
    StartSection,
    reencode::{Error, Reencode},
};
use wasmparser::{FunctionBody, Parser, Payload, TypeRef};

/// Bytes in a row that two functions may have in common, wherever they stand in either.
type Part = [u8; 4];

/// What more functions than this have in common says nothing of any two of them.
const COMMON: usize = 300;
/// Parts by which a function counts as longer than it is: of what a short one has, all may be common.
const SHORT: usize = 20;

/// The same module with its functions in another order.
pub(crate) fn alike_together(module: &[u8]) -> Outcome<Vec<u8>> {
    let bodies = bodies(module)?;
    let mut moved = Moved::to(&order(&bodies), imported(module)?);
    write(module, &mut moved).map_err(|what| what.to_string().into())
}

fn bodies(module: &[u8]) -> Outcome<Vec<&[u8]>> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::CodeSectionEntry(body) = payload? {
            bodies.push(body.as_bytes());
        }
    }
    Ok(bodies)
}

/// How many functions come from outside: they have the first numbers, and keep them.
fn imported(module: &[u8]) -> Outcome<u32> {
    let mut count = 0;
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::ImportSection(section) = payload? {
            for import in section.into_imports() {
                count += u32::from(matches!(import?.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)));
            }
        }
    }
    Ok(count)
}

/// Each after the one of those left that is most like it. Of equals the first, so that a module is the same each time.
fn order(bodies: &[&[u8]]) -> Vec<usize> {
    let mut having: HashMap<Part, Vec<usize>> = HashMap::new();
    let mut lengths = Vec::with_capacity(bodies.len());
    for (place, body) in bodies.iter().enumerate() {
        let parts = parts(body);
        lengths.push(parts.len());
        for part in parts {
            having.entry(part).or_default().push(place);
        }
    }
    let mut left: BTreeSet<usize> = (0..bodies.len()).collect();
    let mut order = Vec::with_capacity(bodies.len());
    let mut shared = vec![0_usize; bodies.len()];
    let mut next = left.pop_first();
    while let Some(place) = next {
        order.push(place);
        shared.fill(0);
        for part in bodies.get(place).into_iter().flat_map(|body| parts(body)) {
            let having = having.get(&part).filter(|having| having.len() <= COMMON);
            for other in having.into_iter().flatten() {
                if let Some(count) = shared.get_mut(*other) {
                    *count += 1;
                }
            }
        }
        // As a fraction of what the other has, in whole numbers.
        let likeness = |other: usize| match (shared.get(other), lengths.get(other)) {
            (Some(shared), Some(length)) => (shared << 32) / (SHORT + length),
            _ => 0,
        };
        next = left.iter().copied().max_by_key(|other| (likeness(*other), Reverse(*other)));
        next.inspect(|next| _ = left.remove(next));
    }
    order
}

/// Each once.
fn parts(body: &[u8]) -> Vec<Part> {
    let mut parts: Vec<Part> = body.windows(4).filter_map(|part| part.try_into().ok()).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Where each of the module's own functions went.
struct Moved {
    imported: u32,
    order: Vec<usize>,
    places: Vec<u32>,
}

impl Moved {
    fn to(order: &[usize], imported: u32) -> Self {
        let mut places = vec![0; order.len()];
        for (now, before) in (0..).zip(order) {
            if let Some(place) = places.get_mut(*before) {
                *place = now;
            }
        }
        Self { imported, order: order.to_vec(), places }
    }
}

impl Reencode for Moved {
    type Error = Infallible;

    fn function_index(&mut self, number: u32) -> Result<u32, Error<Infallible>> {
        let own = number.checked_sub(self.imported).and_then(|own| self.places.get(own as usize));
        Ok(own.map_or(number, |place| self.imported + place))
    }
}

fn write(module: &[u8], moved: &mut Moved) -> Result<Vec<u8>, Error<Infallible>> {
    let mut out = Module::new();
    let mut code: Vec<FunctionBody<'_>> = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::FunctionSection(section) => {
                let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
                let mut functions = FunctionSection::new();
                for before in &moved.order {
                    functions.function(types.get(*before).copied().unwrap_or_default());
                }
                out.section(&functions);
            }
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                code.push(body);
                if code.len() == moved.order.len() {
                    let mut section = CodeSection::new();
                    for before in moved.order.clone() {
                        if let Some(body) = code.get(before) {
                            moved.parse_function_body(&mut section, body.clone())?;
                        }
                    }
                    out.section(&section);
                }
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                moved.parse_export_section(&mut exports, section)?;
                out.section(&exports);
            }
            Payload::ElementSection(section) => {
                let mut elements = ElementSection::new();
                moved.parse_element_section(&mut elements, section)?;
                out.section(&elements);
            }
            Payload::GlobalSection(section) => {
                let mut globals = GlobalSection::new();
                moved.parse_global_section(&mut globals, section)?;
                out.section(&globals);
            }
            Payload::StartSection { func, .. } => {
                out.section(&StartSection { function_index: moved.function_index(func)? });
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let (from, to) = (range.start as usize, range.end as usize);
                    if let Some(data) = module.get(from..to) {
                        out.section(&RawSection { id, data });
                    }
                }
            }
        }
    }
    Ok(out.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{borrow::Cow, collections::BTreeMap};
    use wasm_encoder::{
        ConstExpr, Elements, EntityType, ExportKind, Function, ImportSection, Instruction, RefType,
        TableSection, TableType, TypeSection,
    };
    use wasmparser::{ElementItems, Operator};

    /// Five functions behind an imported one: 1 and 4 are alike, and so are 2 and 5. Each begins with its own number.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([wasm_encoder::ValType::I32], []);
        let mut imports = ImportSection::new();
        imports.import("glue", "f", EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for number in 1..=5 {
            functions.function(u32::from(number > 3));
            let mut body = Function::new([]);
            body.instruction(&Instruction::I32Const(number));
            let long: &[i32] =
                if matches!(number, 1 | 4) { &[70_001, 70_002, 70_003] } else { &[80_001, 80_002] };
            for constant in long.iter().filter(|_| number != 3) {
                body.instruction(&Instruction::I32Const(*constant)).instruction(&Instruction::Drop);
            }
            // The one behind it, and the imported one.
            let next = u32::try_from(number % 3 + 1).unwrap_or_default();
            body.instruction(&Instruction::Drop).instruction(&Instruction::Call(next));
            body.instruction(&Instruction::Call(0)).instruction(&Instruction::End);
            code.function(&body);
        }
        let mut tables = TableSection::new();
        let table = TableType {
            element_type: RefType::FUNCREF,
            minimum: 2,
            maximum: None,
            table64: false,
            shared: false,
        };
        tables.table(table);
        let mut exports = ExportSection::new();
        exports.export("four", ExportKind::Func, 4).export("glue", ExportKind::Func, 0);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(0), Elements::Functions(Cow::Borrowed(&[5, 0, 2])));
        let start = StartSection { function_index: 3 };
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&exports);
        module.section(&start).section(&elements).section(&code);
        module.finish()
    }

    type Said = BTreeMap<String, Vec<u32>>;

    /// What each function is and calls, by the number it begins with, and who else names which; and that order.
    fn described(module: &[u8]) -> Outcome<(Said, Vec<u32>)> {
        let constant = |body: &[u8]| u32::from(body.get(2).copied().unwrap_or_default());
        let numbers: Vec<u32> = bodies(module)?.into_iter().map(constant).collect();
        let name = |index: u32| match index {
            0 => 0,
            own => numbers.get(own as usize - 1).copied().unwrap_or(99),
        };
        let mut all = BTreeMap::new();
        let mut at = 1;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::FunctionSection(section) => {
                    for (place, ty) in (1..).zip(section) {
                        all.insert(format!("type of {}", name(place)), vec![ty?]);
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        all.insert(format!("export {}", export.name), vec![name(export.index)]);
                    }
                }
                Payload::StartSection { func, .. } => _ = all.insert("start".to_owned(), vec![name(func)]),
                Payload::ElementSection(section) => {
                    for element in section {
                        if let ElementItems::Functions(items) = element?.items {
                            let items = items.into_iter().collect::<Result<Vec<_>, _>>()?;
                            all.insert("table".to_owned(), items.into_iter().map(name).collect());
                        }
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let mut calls = Vec::new();
                    for operator in body.get_operators_reader()? {
                        if let Operator::Call { function_index } = operator? {
                            calls.push(name(function_index));
                        }
                    }
                    all.insert(format!("calls of {}", name(at)), calls);
                    at += 1;
                }
                _ => {}
            }
        }
        Ok((all, numbers))
    }

    #[test]
    fn who_is_alike_comes_together_and_everything_names_whom_it_named() -> Outcome {
        let before = module();
        let after = alike_together(&before)?;
        let ((said_before, _), (said_after, order)) = (described(&before)?, described(&after)?);
        assert_eq!(said_after, said_before);
        assert_eq!(order, [1, 4, 2, 5, 3]);
        assert_eq!(alike_together(&before)?, after, "the same each time");
        Ok(())
    }
}
