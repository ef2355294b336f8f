//! Lists the Fluent files of `locales/`, so that a language is added by files alone.
//!
//! Rule: the order is that of the names, so that the same files give the same program.

use std::{
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("locales");
    let mut list = "[\n".to_owned();
    for language in entries(&folder)? {
        for file in entries(&language)?.iter().filter(|file| file.extension().is_some_and(|ending| ending == "ftl")) {
            let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
            let (tag, name) = (name(&language).unwrap_or_default(), name(file).unwrap_or_default());
            writeln!(list, "    Source::new({tag:?}, {name:?}, include_str!({:?})),", file.display().to_string())?;
        }
    }
    list.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("locales.rs"), list)?;
    // A folder stands for all that is in it.
    std::io::Write::write_all(&mut std::io::stdout(), b"cargo::rerun-if-changed=locales\n")?;
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, std::io::Error> {
    let mut entries =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    entries.sort();
    Ok(entries)
}
