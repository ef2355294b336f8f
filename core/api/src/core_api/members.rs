//! Who belongs to a space.
//!
//! Rule: a page at a time, in the order of the ids; sign-in names are nobody's business but their owner's.

use axum::extract::State;
use loadin_auth::ask::ListMembers;
use loadin_storage::{
    PageRequest,
    memberships::{self, Member},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    App,
    core_api::time,
    extract::{Json, Query},
    permit::May,
    problem::Problem,
    routes::Routes,
};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_list_members, list_members)
}

/// Which page of a list is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PageQuery {
    cursor: Option<String>,
    limit: Option<u32>,
}

/// A member of a space.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberView {
    /// The person's id.
    person: String,
    /// The name that others see.
    display_name: String,
    /// Their role in the space.
    role: String,
    /// Since when.
    #[schema(format = DateTime)]
    since: String,
    /// Goes up with each change.
    version: u64,
}

/// A page of members.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MemberPage {
    items: Vec<MemberView>,
    /// The `cursor` of the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl From<PageQuery> for PageRequest {
    fn from(query: PageQuery) -> Self {
        let standard = Self::default();
        Self { after: query.cursor, limit: query.limit.unwrap_or(standard.limit) }
    }
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self {
            person: member.membership.person.to_string(),
            display_name: member.display_name,
            role: member.membership.role.to_string(),
            since: time(member.membership.created),
            version: member.membership.version,
        }
    }
}

/// Lists who belongs to a space.
#[utoipa::path(get, path = "/api/v1/s/{space}/members",
    params(("space" = String, Path, description = "The space's slug or id"),
        ("cursor" = Option<String>, Query, description = "`next` of the page before; none for the first page"),
        ("limit" = Option<u32>, Query, description = "How many items, 1 to 200; 50 when absent", minimum = 1, maximum = 200)),
    responses((status = 200, body = MemberPage)))]
async fn list_members(
    may: May<ListMembers>,
    State(app): State<App>,
    Query(page): Query<PageQuery>,
) -> Result<Json<MemberPage>, Problem> {
    let page = memberships::list(app.storage.reader(), &may.scope(), &page.into()).await?;
    Ok(Json(MemberPage { items: page.items.into_iter().map(MemberView::from).collect(), next: page.next }))
}

#[cfg(test)]
mod tests {
    use crate::testing::House;

    #[tokio::test]
    async fn pages_follow_each_other_and_hold_everybody_once() {
        let house = House::new().await;
        for (login, role) in [("bob", "member"), ("cyd", "booker"), ("dia", "guest")] {
            house.member(login, role).await;
        }
        let (mut names, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/api/v1/s/foundry/members?limit=2{cursor}");
            let page = house.get(&path).by(&house.anna).send().await.json();
            names.extend(page["items"].as_array().unwrap().iter().map(|item| item["display_name"].clone()));
            let Some(next) = page.get("next") else { break };
            cursor = format!("&cursor={}", next.as_str().unwrap());
        }
        names.sort_by_key(ToString::to_string);
        assert_eq!(names, ["Anna Larsen", "bob", "cyd", "dia"]);
    }

    #[tokio::test]
    async fn a_page_that_cannot_be_is_refused_by_its_field() {
        let house = House::new().await;
        for (query, pointer) in [("cursor=elsewhere", "/cursor"), ("limit=-1", "/limit"), ("page=2", "/page")] {
            let path = format!("/api/v1/s/foundry/members?{query}");
            let problem = house.get(&path).by(&house.anna).send().await.problem(422, "invalid");
            assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
        }
    }

    #[tokio::test]
    async fn only_those_who_may_see_the_list() {
        let house = House::new().await;
        let guest = house.member("greta", "guest").await;
        let problem = house.get("/api/v1/s/foundry/members").by(&guest).send().await.problem(403, "forbidden");
        assert!(problem["detail"].as_str().unwrap().contains("members:list"), "{problem}");
        house.get("/api/v1/s/foundry/members").send().await.problem(401, "unauthenticated");
    }
}
