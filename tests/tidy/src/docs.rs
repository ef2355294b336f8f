//! Documents: links lead somewhere, the paths they name exist, and the changelog has room for the next change.
//!
//! Rule: text inside `<…>` or with a `*` or `…` is a placeholder and names nothing.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::{Finding, House, Rules};

/// Returns the text under a heading, up to the next heading of its level or a higher one.
#[must_use]
pub fn section<'a>(text: &'a str, heading: &str) -> Option<&'a str> {
    let start = text.match_indices(heading).find(|(at, _)| {
        let ends = text[at + heading.len()..].chars().next().is_none_or(|next| next == '\n');
        ends && (*at == 0 || text[..*at].ends_with('\n'))
    })?;
    let rest = &text[start.0 + heading.len()..];
    let level = heading.chars().take_while(|mark| *mark == '#').count();
    let closes = |line: &str| (1..=level).any(|marks| line.starts_with(&format!("{} ", "#".repeat(marks))));
    let mut end = 0;
    let mut fenced = false;
    for line in rest.split_inclusive('\n') {
        fenced ^= line.starts_with("```");
        if !fenced && closes(line) {
            break;
        }
        end += line.len();
    }
    Some(&rest[..end])
}

/// Returns links that lead to no file, or to no heading in it.
#[must_use]
pub fn links_lead_somewhere(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.texts("md") {
        for link in page(text).links {
            let (target, heading) = link.target.split_once('#').unwrap_or((&link.target, ""));
            let Some(target) = resolve(path, target) else {
                findings.push(Finding::at(path, link.line, format!("`{}` leads out of the repository", link.target)));
                continue;
            };
            if !house.has(&target) {
                findings.push(Finding::at(
                    path,
                    link.line,
                    format!("`{}` leads nowhere: there is no {target}", link.target),
                ));
            } else if !heading.is_empty()
                && !house.text(&target).is_some_and(|text| page(text).headings.contains(&heading.to_owned()))
            {
                findings.push(Finding::at(path, link.line, format!("{target} has no heading `#{heading}`")));
            }
        }
    }
    findings
}

/// Returns paths in backticks that begin with a folder of ours and do not exist.
#[must_use]
pub fn named_paths_exist(house: &House, rules: &Rules) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, text) in house.texts("md").filter(|(path, _)| *path != "CHANGELOG.md") {
        for code in page(text).codes {
            let Some((first, _)) = code.target.split_once('/') else { continue };
            let ours = rules.map.root.iter().any(|entry| entry == first) && house.has(first);
            let is_path = !code.target.contains([' ', '<', '*', '…', '{', '(', ':']);
            if ours && is_path && !house.has(&code.target) {
                findings.push(Finding::at(
                    document,
                    code.line,
                    format!("names `{}`, which does not exist", code.target),
                ));
            }
        }
    }
    findings
}

/// Returns a finding when the changelog has no section for what is not released yet.
#[must_use]
pub fn the_changelog_is_open(house: &House) -> Vec<Finding> {
    let open = house.text("CHANGELOG.md").is_some_and(|text| section(text, "## Unreleased").is_some());
    if open {
        Vec::new()
    } else {
        vec![Finding::new("CHANGELOG.md", "needs a section `## Unreleased` for the next change")]
    }
}

/// Something in a document and where it stands.
struct Place {
    target: String,
    line: usize,
}

/// What the rules want to know of a document.
#[derive(Default)]
struct Page {
    links: Vec<Place>,
    codes: Vec<Place>,
    headings: Vec<String>,
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    let mut heading: Option<String> = None;
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let line = text[..range.start].matches('\n').count() + 1;
        match event {
            Event::Start(Tag::Link { dest_url, link_type, .. })
                if link_type != LinkType::Autolink && is_relative(&dest_url) =>
            {
                page.links.push(Place { target: dest_url.into_string(), line });
            }
            Event::Start(Tag::Image { dest_url, .. }) if is_relative(&dest_url) => {
                page.links.push(Place { target: dest_url.into_string(), line });
            }
            Event::Start(Tag::Heading { level, .. }) if level <= HeadingLevel::H6 => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => page.headings.extend(heading.take().map(|text| anchor(&text))),
            Event::Text(text) => heading.iter_mut().for_each(|heading| heading.push_str(&text)),
            Event::Code(code) => {
                heading.iter_mut().for_each(|heading| heading.push_str(&code));
                page.codes.push(Place { target: code.into_string(), line });
            }
            _ => {}
        }
    }
    page
}

fn is_relative(url: &str) -> bool {
    !url.contains("://") && !url.starts_with("mailto:")
}

/// Returns the anchor that forges give a heading: lower case, spaces to hyphens, other marks dropped.
fn anchor(heading: &str) -> String {
    let keep = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(keep).map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

/// Returns the path that a link in `document` leads to, from the root; `None` when it leaves the repository.
fn resolve(document: &str, target: &str) -> Option<String> {
    if target.is_empty() {
        return Some(document.to_owned());
    }
    let (folder, relative) = match target.strip_prefix('/') {
        Some(rooted) => ("", rooted),
        None => (document.rsplit_once('/').map_or("", |(folder, _)| folder), target),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{links_lead_somewhere, named_paths_exist, section, the_changelog_is_open};
    use crate::{House, Rules, report};

    #[test]
    fn a_link_to_a_missing_file_or_heading_is_named() {
        let page = "# A page\n[a](other.md) [b](gone.md) [c](other.md#two-words) [d](other.md#three) [e](../README.md)\n\
                    [f](https://example.org/x) [g](../../etc) [h](#a-page) [i](#nope)\n```\n[j](code.md)\n```\n![k](gone.svg)\n";
        let house = House::of([("docs/page.md", page), ("docs/other.md", "## Two words\n"), ("README.md", "")]);
        let found = report(&links_lead_somewhere(&house));
        for wanted in [
            "docs/page.md:2: `gone.md` leads nowhere: there is no docs/gone.md",
            "docs/other.md has no heading `#three`",
            "`../../etc` leads out of the repository",
            "docs/page.md has no heading `#nope`",
            "`gone.svg` leads nowhere",
        ] {
            assert!(found.contains(wanted), "{wanted} in {found}");
        }
        assert!(found.starts_with("5 broken"), "{found}");
    }

    #[test]
    fn a_path_in_backticks_must_exist() {
        let page = "`core/types/src/lib.rs` `core/gone.rs` `core/<room>/src` `core/*` `other/thing` `config/later.toml` `core`";
        let house = House::of([("docs/page.md", page), ("core/types/src/lib.rs", "")]);
        let found = report(&named_paths_exist(&house, &Rules::embedded().unwrap()));
        assert!(found.starts_with("1 broken"), "{found}");
        assert!(found.contains("names `core/gone.rs`"), "{found}");
    }

    #[test]
    fn a_changelog_without_an_open_section_is_named() {
        assert_eq!(the_changelog_is_open(&House::of([("CHANGELOG.md", "# Changelog\n## 0.1.0\n")])).len(), 1);
        assert_eq!(the_changelog_is_open(&House::default()).len(), 1);
        assert!(the_changelog_is_open(&House::of([("CHANGELOG.md", "# Changelog\n\n## Unreleased\n")])).is_empty());
    }

    #[test]
    fn a_section_ends_where_the_next_one_begins() {
        let text = "# A\n## One\ntext\n### Deeper\n```\n# a comment\n```\n## Two\nmore\n";
        assert_eq!(section(text, "## One"), Some("\ntext\n### Deeper\n```\n# a comment\n```\n"));
        assert_eq!(section(text, "## Two"), Some("\nmore\n"));
        assert_eq!(section(text, "## On"), None);
    }
}
