//! What a plugin calls itself and its places, in the reader's language.
//!
//! Rule: a label of a manifest that is a key of the plugin's own words is said from them, any other is shown as it stands;
//! words that cannot be read say nothing here, because the host refuses their plugin and says why.

use std::{borrow::Cow, collections::HashMap};

use loadin_web::Words;
use loadin_wit::{
    locales,
    manifest::{Manifest, PluginId},
};
use loadin_words::{Catalogue, Source};

/// The key of what a plugin is called.
const NAME: &str = "plugin-name";
/// The key of what it does.
const SUMMARY: &str = "plugin-summary";

/// The words of every plugin that brings some.
#[derive(Default)]
pub(crate) struct Labels(HashMap<PluginId, Catalogue>);

impl Labels {
    /// Reads the words that lie beside the manifests.
    pub(crate) fn read(manifests: &[Manifest]) -> Self {
        let all = manifests.iter().filter_map(|manifest| {
            let files = locales::read(&manifest.folder).ok().filter(|files| !files.is_empty())?;
            let sources = files.iter().map(|file| Source::new(&file.tag, &file.path, &file.text));
            Some((manifest.plugin.id.clone(), Catalogue::build(sources).ok()?))
        });
        Self(all.collect())
    }

    /// Returns what a plugin is called.
    pub(crate) fn name<'a>(&'a self, manifest: &'a Manifest, words: Words) -> Cow<'a, str> {
        self.said(manifest, NAME, words).unwrap_or(Cow::Borrowed(&manifest.plugin.name))
    }

    /// Returns what a plugin does.
    pub(crate) fn summary<'a>(&'a self, manifest: &'a Manifest, words: Words) -> Cow<'a, str> {
        self.said(manifest, SUMMARY, words).unwrap_or(Cow::Borrowed(&manifest.plugin.summary))
    }

    /// Returns what a label of the manifest says: that of an entry of the navigation, or of a permission.
    pub(crate) fn label<'a>(&'a self, manifest: &Manifest, label: &'a str, words: Words) -> Cow<'a, str> {
        self.said(manifest, label, words).unwrap_or(Cow::Borrowed(label))
    }

    fn said<'a>(&'a self, manifest: &Manifest, key: &str, words: Words) -> Option<Cow<'a, str>> {
        self.0.get(&manifest.plugin.id)?.negotiate("", Some(words.locale())).say_known(key)
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use loadin_web::Locale;
    use loadin_wit::manifest::Manifest;

    use super::Labels;

    const MANIFEST: &str = r#"
[plugin]
id = "org.example.tours"
name = "Tours"
summary = "Plans tours."
version = "0.1.0"
api = "0.1"

[[http.nav]]
text = "nav-plans"
path = "/"

[[http.nav]]
text = "Venues"
path = "/"

[[http.route]]
id = "home"
path = "/"
methods = ["GET"]
permission = "public"
"#;

    fn plugin(folder: &Path) -> Manifest {
        fs::create_dir_all(folder.join("locales")).unwrap();
        fs::write(folder.join("plugin.toml"), MANIFEST).unwrap();
        fs::write(folder.join("locales/en.ftl"), "nav-plans = Plans\nplugin-name = Tours\n").unwrap();
        fs::write(folder.join("locales/de.ftl"), "nav-plans = Pläne\nplugin-name = Tourneen\n").unwrap();
        Manifest::read(&folder.join("plugin.toml")).unwrap()
    }

    #[test]
    fn a_label_is_said_in_the_readers_language_and_stays_as_it_is_where_it_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        let manifest = plugin(folder.path());
        let manifests = [manifest];
        let labels = Labels::read(&manifests);
        let [manifest] = &manifests;
        // The shell itself is in English: which of its languages a plugin takes is its own affair.
        let words = loadin_web::words("", Locale::read("en").as_ref());
        let said = |at: usize| labels.label(manifest, &manifest.http.nav[at].text, words);
        assert_eq!((said(0), said(1)), ("Plans".into(), "Venues".into()));
        assert_eq!(
            (labels.name(manifest, words), labels.summary(manifest, words)),
            ("Tours".into(), "Plans tours.".into())
        );
        let german = labels.0[&manifest.plugin.id].negotiate("", Locale::read("de-AT").as_ref());
        assert_eq!(german.say("nav-plans"), "Pläne");
    }

    #[test]
    fn words_that_cannot_be_read_leave_the_labels_of_the_manifest() {
        let folder = tempfile::tempdir().unwrap();
        let manifests = [plugin(folder.path())];
        fs::write(folder.path().join("locales/de.ftl"), "no message").unwrap();
        let labels = Labels::read(&manifests);
        let words = loadin_web::words("", None);
        assert_eq!(labels.label(&manifests[0], "nav-plans", words), "nav-plans");
    }
}
