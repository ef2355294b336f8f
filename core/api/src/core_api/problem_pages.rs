//! What each kind of problem means, at the address that its `type` names.
//!
//! Rule: the words are those of the reference page, so that the two cannot tell different things.

use axum::response::{IntoResponse as _, Response};
use http::header;
use loadin_types::ProblemKind;

use crate::{extract::Path, permit::Anybody, problem::Problem, routes::Routes};

const PAGE: &str = include_str!("../../../../docs/reference/problems.md");

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_explain_problem, explain_problem)
}

/// Explains a kind of problem.
#[utoipa::path(get, path = "/problems/{slug}", params(("slug" = String, Path)),
    responses((status = 200, body = String, content_type = "text/plain")))]
async fn explain_problem(_: Anybody, Path(slug): Path<String>) -> Result<Response, Problem> {
    let kind = ProblemKind::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or_else(Problem::not_found)?;
    let text = explained(kind).ok_or_else(|| Problem::fault("the reference of problems lacks a kind"))?;
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, text).into_response())
}

/// Returns the row of the reference as plain text.
fn explained(kind: ProblemKind) -> Option<String> {
    let start = format!("| `{}` |", kind.slug());
    let row = PAGE.lines().find_map(|line| line.strip_prefix(&start))?;
    let mut cells = row.trim_end_matches(['|', ' ']).split(" | ").map(str::trim);
    let (status, happened, advice) = (cells.next()?, cells.next()?, cells.next()?);
    Some(format!("{} (HTTP {status})\n\n{happened}\n\n{advice}\n", kind.title()))
}

#[cfg(test)]
mod tests {
    use loadin_types::ProblemKind;

    use crate::{problem::status, testing::House};

    #[tokio::test]
    async fn every_type_of_problem_leads_somewhere() {
        let house = House::new().await;
        for kind in ProblemKind::ALL {
            let answer = house.get(&format!("/problems/{}", kind.slug())).send().await;
            assert_eq!(answer.status(), 200, "{}", kind.slug());
            let first = format!("{} (HTTP {})\n", kind.title(), status(kind).as_u16());
            assert!(answer.text().starts_with(&first) && !answer.text().contains('|'), "{}", answer.text());
        }
        assert_eq!(house.get("/problems/none").send().await.status(), 404);
    }
}
