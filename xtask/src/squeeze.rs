//! Makes the built page's glue and module smaller without changing what they do: the names by which they know each other are
//! short, the glue is without its comments, the module's functions stand beside those they are like ([`arrange`]), and its code
//! is sorted ([`pack`]). wasm-bindgen's names end with sixteen digits that no compression makes smaller, twice over.

use crate::{arrange, comments, pack, project::Outcome, sizes};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
};
use wasm_encoder::{
    ExportSection, ImportSection, Module, RawSection,
    reencode::{Reencode as _, RoundtripReencoder},
};
use wasmparser::{Parser, Payload};

/// What wasm-bindgen calls the module that the glue is.
const GLUE: &str = "./snug_bg.js";

type Names = BTreeMap<String, String>;

/// In the folder of a finished build. The files get names of their own, after what is in them now.
pub(crate) fn module(folder: &Path) -> Outcome {
    let files = sizes::contents(folder)?;
    let of = |end: &str| {
        let found = files.iter().find(|(name, _)| name.starts_with("snug-") && name.ends_with(end));
        found.ok_or_else(|| format!("the build has no snug-*{end}"))
    };
    let (module_name, module) = of("_bg.wasm")?;
    let base = module_name.trim_end_matches("_bg.wasm");
    let (glue_name, glue) = of(&[base.trim_start_matches("snug"), ".js"].concat())?;
    let glue = String::from_utf8(glue.clone())?;

    let names = shortened(module, &glue)?;
    let module = pack::packed(&arrange::alike_together(&with_names(module, &names)?)?)?;
    let glue = comments::without(&replaced(&glue, &names));
    let mut hasher = DefaultHasher::new();
    (&module, &glue).hash(&mut hasher);
    let new = format!("snug-{:016x}", hasher.finish());
    fs::remove_file(folder.join(module_name))?;
    fs::remove_file(folder.join(glue_name))?;
    fs::write(folder.join(format!("{new}_bg.wasm")), module)?;
    fs::write(folder.join(format!("{new}.js")), glue)?;
    let page = folder.join("index.html");
    Ok(fs::write(&page, fs::read_to_string(&page)?.replace(base, &new))?)
}

/// What the glue gives the module, and what the module gives that is not for people: each gets a name that stands nowhere
/// in the glue.
fn shortened(module: &[u8], glue: &str) -> Outcome<Names> {
    let mut long = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    if import.module == GLUE {
                        long.insert(import.name.to_owned());
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let name = export?.name;
                    if name.starts_with("__wb") || name.starts_with("__externref") {
                        long.insert(name.to_owned());
                    }
                }
            }
            _ => {}
        }
    }
    let taken: BTreeSet<&str> = words(glue).map(|(_, word)| word).collect();
    let mut free =
        (0_u32..).map(|number| format!("${number:x}")).filter(|name| !taken.contains(name.as_str()));
    Ok(long.into_iter().map(|name| (name, free.next().unwrap_or_default())).collect())
}

fn with_names(module: &[u8], names: &Names) -> Outcome<Vec<u8>> {
    let short = |name: &str| names.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let (mut out, mut same) = (Module::new(), RoundtripReencoder);
    let trouble = |what: wasm_encoder::reencode::Error| what.to_string();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.into_imports() {
                    let import = import?;
                    let is_glue = import.module == GLUE;
                    let name = if is_glue { short(import.name) } else { import.name.to_owned() };
                    imports.import(import.module, &name, same.entity_type(import.ty).map_err(trouble)?);
                }
                out.section(&imports);
            }
            Payload::ExportSection(section) => {
                let mut exports = ExportSection::new();
                for export in section {
                    let export = export?;
                    let kind = same.export_kind(export.kind).map_err(trouble)?;
                    exports.export(&short(export.name), kind, export.index);
                }
                out.section(&exports);
            }
            // They say which tools made it.
            Payload::CustomSection(_) => {}
            other => {
                if let Some((id, range)) = other.as_section() {
                    let (from, to) = (usize::try_from(range.start)?, usize::try_from(range.end)?);
                    let data = module.get(from..to).ok_or("a section ends behind its module")?;
                    out.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(out.finish())
}

fn replaced(glue: &str, names: &Names) -> String {
    let (mut text, mut done) = (String::with_capacity(glue.len()), 0);
    for (at, word) in words(glue) {
        if let Some(short) = names.get(word) {
            text += glue.get(done..at).unwrap_or_default();
            text += short;
            done = at + word.len();
        }
    }
    text + glue.get(done..).unwrap_or_default()
}

/// JavaScript's names and numbers, and where they begin.
fn words(glue: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    glue.split(move |c| !is_part(c))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - glue.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, Function, FunctionSection, Instruction, TypeSection,
    };

    const LONG: &str = "__wbg_appendChild_0123456789abcdef";

    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import(GLUE, LONG, EntityType::Function(0));
        imports.import("elsewhere", LONG, EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut exports = ExportSection::new();
        exports.export("__wbindgen_start", ExportKind::Func, 2).export(
            "memory_of_people",
            ExportKind::Func,
            2,
        );
        let mut code = CodeSection::new();
        let mut body = Function::new([]);
        body.instruction(&Instruction::Call(0)).instruction(&Instruction::End);
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn both_sides_have_the_same_short_names_and_all_else_stays() -> Outcome {
        let glue =
            "const $0 = 1;\nimports = { __wbg_appendChild_0123456789abcdef: f };\nwasm.__wbindgen_start();\n";
        let names = shortened(&module(), glue)?;
        assert_eq!(names.get(LONG).map(String::as_str), Some("$1"), "$0 is taken");
        assert_eq!(replaced(glue, &names), "const $0 = 1;\nimports = { $1: f };\nwasm.$2();\n");
        let short = with_names(&module(), &names)?;
        let (mut imported, mut exported) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(&short) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported.push(import?.name.to_owned());
                    }
                }
                Payload::ExportSection(section) => {
                    for export in section {
                        exported.push(export?.name.to_owned());
                    }
                }
                _ => {}
            }
        }
        assert_eq!(imported, ["$1", LONG]);
        assert_eq!(exported, ["$2", "memory_of_people"]);
        Ok(())
    }

    #[test]
    fn files_are_named_after_what_is_in_them_and_the_page_names_them() -> Outcome {
        let folder = std::env::temp_dir().join(format!("snug-squeeze-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("snug-77_bg.wasm"), module())?;
        fs::write(folder.join("snug-77.js"), "wasm.__wbindgen_start();\n")?;
        fs::write(folder.join("snug-88.css"), "")?;
        fs::write(folder.join("index.html"), "./snug-77.js ./snug-77_bg.wasm ./snug-88.css")?;
        super::module(&folder)?;
        let page = fs::read_to_string(folder.join("index.html"))?;
        let named: Vec<&str> = page.split(' ').map(|name| name.trim_start_matches("./")).collect();
        assert!(named.iter().all(|name| folder.join(name).is_file()), "{page}");
        assert!(!page.contains("snug-77") && page.contains("snug-88.css"), "{page}");
        Ok(fs::remove_dir_all(folder)?)
    }
}
