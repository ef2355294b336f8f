//! Writes every kind of page to `target/gallery`, to be looked at: `cargo run -p loadin-web --example gallery`.
//!
//! Rule: the pages are the ones that the tests judge (`gallery/samples.rs`), and they open from the disk as they are.

use std::{error::Error, fs, path::Path};

use loadin_web::headers::{Policy, fixed};

#[path = "gallery/samples.rs"]
mod samples;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(&folder)?;
    for asset in loadin_web::assets::all() {
        fs::write(folder.join(asset.path.trim_start_matches("/assets/")), asset.bytes)?;
    }
    for page in samples::plugin_pages() {
        page.check()
            .map_err(|flaws| flaws.iter().map(|flaw| format!("{}: {flaw}\n", page.title)).collect::<String>())?;
    }
    fs::write(folder.join("headers.txt"), headers())?;
    for (name, page) in samples::all() {
        // On the disk there is no root, so the files lie beside the pages.
        fs::write(folder.join(format!("{name}.html")), page.replace("\"/assets/", "\""))?;
    }
    Ok(())
}

/// What the pages are sent with, for whoever serves the folder: a header on each line.
fn headers() -> String {
    let policy = Policy::default().header();
    let all = [("content-security-policy", policy.as_str())].into_iter().chain(fixed(false));
    all.map(|(name, value)| format!("{name}: {value}\n")).collect()
}
