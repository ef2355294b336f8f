//! The versions of a document, as a page and over the API.
//!
//! Rule: only members of the owning space who may write the collection see them; for everybody else there is no such
//! document, as for one that does not exist.

use axum::{
    Json,
    extract::{FromRequestParts, RawPathParams, State},
    response::Response,
};
use http::{StatusCode, request::Parts};
use loadin_auth::{Grant, ask::ViewSpace};
use loadin_storage::{KeptVersion, versions};
use loadin_types::{DocumentId, Timestamp};
use loadin_web::pages::{self, DocumentHistory, Done, FieldChange, VersionOf};
use loadin_wit::manifest::Manifest;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    account::{minute_in, zone_of},
    not_kept, page,
};
use crate::{
    App,
    context::Context,
    core_api::time,
    permit::May,
    problem::Problem,
    routes::Routes,
    shell::{self, Who},
};

/// Letters of a value that are shown.
const SHOWN: usize = 300;

pub(super) fn routes() -> Routes {
    Routes::default()
        .with(__path_show_document_history, show_document_history)
        .with(__path_list_document_versions, list_document_versions)
}

/// Which document the address names.
struct Named {
    plugin: String,
    collection: String,
    id: DocumentId,
}

impl FromRequestParts<App> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::not_found())?;
        let value = |wanted: &str| {
            let found = params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
            found.ok_or_else(Problem::not_found)
        };
        let id = value("id")?.parse().map_err(|_| Problem::not_found())?;
        Ok(Self { plugin: value("plugin")?, collection: value("collection")?, id })
    }
}

/// A version of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentVersion {
    /// Its number.
    version: u64,
    /// When it was made, RFC 3339 in UTC.
    at: String,
    /// What whoever made it is called; absent for the plugin itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// Whether it was deleted then.
    is_deleted: bool,
    /// Who could see it: `space`, `parties`, `instance` or `public`.
    visibility: String,
    /// What the document said.
    #[schema(value_type = Object)]
    data: Value,
}

/// The versions of a document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DocumentVersions {
    /// The newest first; how many earlier ones are kept, the plugin's manifest says.
    versions: Vec<DocumentVersion>,
}

/// Finds the plugin of a collection that the caller may write.
fn writable<'a>(app: &'a App, grant: &Grant, named: &Named) -> Option<&'a Manifest> {
    let manifest = app.manifests.iter().find(|manifest| manifest.plugin.id.as_str() == named.plugin)?;
    let declared = manifest.collections.get(&named.collection)?;
    shell::allows(app, grant, manifest, &declared.write).then_some(manifest)
}

async fn found<'a>(
    app: &'a App,
    may: &May<ViewSpace>,
    named: &Named,
) -> Result<(&'a Manifest, Vec<KeptVersion>), Problem> {
    let manifest = writable(app, may.grant(), named).ok_or_else(Problem::not_found)?;
    let whose = (&manifest.plugin.id, named.collection.as_str());
    let kept = versions(app.storage.reader(), &may.scope(), whose, named.id).await?;
    if kept.is_empty() { Err(Problem::not_found()) } else { Ok((manifest, kept)) }
}

/// Shows what a document said before it was changed.
#[utoipa::path(get, path = "/s/{space}/documents/{plugin}/{collection}/{id}/history",
    operation_id = "show_document_history", tag = "pages",
    params(("space" = String, Path, description = "The space's name in addresses, or its id"),
        ("plugin" = String, Path, description = "The plugin's id"),
        ("collection" = String, Path, description = "Its collection"),
        ("id" = String, Path, description = "The document's id")),
    responses((status = 200, description = "The page"), (status = 404, description = "There is no such document")))]
async fn show_document_history(
    may: May<ViewSpace>,
    State(app): State<App>,
    context: Context,
    Who(principal): Who,
    named: Named,
) -> Result<Response, Problem> {
    let (manifest, kept) = found(&app, &may, &named).await?;
    let space = may.space(&app).await?;
    let wish = shell::preferences_of(&app, &principal).await?;
    let (words, zone) = (shell::likes(&context, &wish), zone_of(&wish));
    let view = DocumentHistory {
        plugin: app.labels().name(manifest, words).into_owned(),
        collection: named.collection.clone(),
        versions: told(&kept, |at| minute_in(at, &zone)),
    };
    let shell = shell::of_space(&app, &context, &principal, may.grant(), &space, words).await?;
    Ok(not_kept(page(StatusCode::OK, (pages::document_history(&view, &shell), words), None)))
}

/// Lists what a document said before it was changed.
#[utoipa::path(get, path = "/api/v1/s/{space}/documents/{plugin}/{collection}/{id}/versions",
    operation_id = "list_document_versions", tag = "spaces",
    params(("space" = String, Path, description = "The space"), ("plugin" = String, Path, description = "The plugin's id"),
        ("collection" = String, Path, description = "Its collection"),
        ("id" = String, Path, description = "The document's id")),
    responses((status = 200, body = DocumentVersions), (status = 404, description = "There is no such document")))]
async fn list_document_versions(
    may: May<ViewSpace>,
    State(app): State<App>,
    named: Named,
) -> Result<Json<DocumentVersions>, Problem> {
    let (_, kept) = found(&app, &may, &named).await?;
    let version = |kept: KeptVersion| DocumentVersion {
        version: kept.version,
        at: time(kept.at),
        by: kept.by,
        is_deleted: kept.is_deleted,
        visibility: kept.visibility.to_string(),
        data: serde_json::from_str(&kept.data).unwrap_or_default(),
    };
    Ok(Json(DocumentVersions { versions: kept.into_iter().map(version).collect() }))
}

/// Tells each version by what it changed against the one before.
fn told(kept: &[KeptVersion], moment: impl Fn(Timestamp) -> String) -> Vec<VersionOf> {
    let each = kept.iter().enumerate().map(|(at, version)| {
        let before = kept.get(at + 1);
        VersionOf {
            number: version.version,
            at: moment(version.at),
            who: version.by.clone(),
            did: done(version, before),
            visibility: version.visibility.to_string(),
            changes: changes(before.map_or("{}", |before| &before.data), &version.data),
        }
    });
    each.collect()
}

const fn done(version: &KeptVersion, before: Option<&KeptVersion>) -> Done {
    match before {
        None if version.version == 1 => Done::Created,
        None => Done::Oldest,
        Some(before) => match (before.is_deleted, version.is_deleted) {
            (false, true) => Done::Deleted,
            (true, false) => Done::Restored,
            (true, true) | (false, false) => Done::Changed,
        },
    }
}

/// Compares two documents field by field.
fn changes(before: &str, after: &str) -> Vec<FieldChange> {
    let fields = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let gone = before.keys().filter(|field| !after.contains_key(*field));
    let names = after.keys().chain(gone).filter(|field| before.get(*field) != after.get(*field));
    let change = |field: &String| FieldChange {
        field: field.clone(),
        before: before.get(field).map(shown),
        after: after.get(field).map(shown),
    };
    names.map(change).collect()
}

/// Returns a value as people read it; a long one is cut.
fn shown(value: &Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use loadin_types::{
        data::{Document, Put, Write, Written},
        ports::Collections as _,
    };
    use serde_json::json;

    use super::changes;
    use crate::testing::{House, Visit, manifest};

    /// Writes a note of the foundry's, changes it, and returns where its versions are.
    async fn changed_note(house: &House, visit: &Visit) -> String {
        let kept = house.collections(&manifest()).await;
        let context = house.acts(visit, manifest().plugin.id);
        let mut last: Option<Document> = None;
        for name in ["The first name", "<b>Another name</b>"] {
            let put = Put {
                collection: "notes".to_owned(),
                id: last.as_ref().map(|document| document.id),
                data: json!({ "name": name, "year": 2027 }).to_string(),
                parties: vec![],
                visibility: None,
                expect_version: last.as_ref().map(|document| document.version),
            };
            let Some(Written::Document(document)) = kept.commit(&context, vec![Write::Put(put)]).await.unwrap().pop()
            else {
                panic!("no document came back");
            };
            last = Some(document);
        }
        format!("/s/foundry/documents/{}/notes/{}", manifest().plugin.id, last.unwrap().id)
    }

    #[tokio::test]
    async fn whoever_may_write_sees_who_changed_what() {
        let house = House::new().await;
        let place = changed_note(&house, &house.anna).await;
        let booker = house.member("bob", "booker").await;
        let page = house.get(&format!("{place}/history")).by(&booker).send().await;
        assert_eq!(page.status(), 200, "{}", page.text());
        for shown in ["Version 2", "Version 1", "Anna Larsen", "The first name", "&lt;b&gt;Another name", "created"] {
            assert!(page.text().contains(shown), "{shown}: {}", page.text());
        }
        let listed = house.get(&format!("/api/v1{place}/versions")).by(&booker).send().await.json();
        let versions = listed["versions"].as_array().unwrap();
        assert_eq!((versions.len(), &versions[1]["data"]["name"]), (2, &json!("The first name")), "{listed}");
        assert_eq!((&versions[0]["version"], &versions[0]["by"]), (&json!(2), &json!("Anna Larsen")));
    }

    #[tokio::test]
    async fn for_everybody_else_there_is_no_such_document() {
        let house = House::new().await;
        let place = changed_note(&house, &house.anna).await;
        let (member, stranger) = (house.member("milo", "member").await, house.neighbour("nora", "attic").await);
        let elsewhere = place.replace("/s/foundry/", "/s/attic/");
        let unknown = place.replace("/notes/", "/other/");
        for (visit, place) in [(&member, &place), (&stranger, &place), (&stranger, &elsewhere), (&house.anna, &unknown)]
        {
            assert_eq!(house.get(&format!("{place}/history")).by(visit).send().await.status(), 404, "{place}");
            house.get(&format!("/api/v1{place}/versions")).by(visit).send().await.problem(404, "not-found");
        }
    }

    #[test]
    fn neighbours_are_compared_field_by_field() {
        let found = changes(r#"{"a": 1, "b": "x", "c": [1]}"#, r#"{"a": 2, "c": [1], "d": "new"}"#);
        let told: Vec<_> = found
            .iter()
            .map(|change| (change.field.as_str(), change.before.as_deref(), change.after.as_deref()))
            .collect();
        assert_eq!(told, [("a", Some("1"), Some("2")), ("d", None, Some("new")), ("b", Some("x"), None)]);
    }

    #[test]
    fn a_long_value_is_cut() {
        let long = format!(r#"{{"a": "{}"}}"#, "ü".repeat(400));
        assert_eq!(changes("{}", &long)[0].after.as_ref().unwrap().chars().count(), 301);
    }
}
