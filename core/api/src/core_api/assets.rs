//! The script and the icon of the pages.
//!
//! Rule: a name holds the hash of its bytes, so every file may be kept for ever and none is ever asked for again.

use axum::response::{IntoResponse as _, Response};
use http::header;
use loadin_web::assets;

use crate::{extract::Path, permit::Anybody, problem::Problem, routes::Routes};

pub(super) fn routes() -> Routes {
    Routes::default().with(__path_view_asset, view_asset)
}

/// Sends a file that pages ask for.
#[utoipa::path(get, path = "/assets/{file}", params(("file" = String, Path)), responses((status = 200)))]
async fn view_asset(_: Anybody, Path(file): Path<String>) -> Result<Response, Problem> {
    let asset = assets::find(&format!("/assets/{file}")).ok_or_else(Problem::not_found)?;
    let headers = [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, assets::CACHE_CONTROL)];
    Ok((headers, asset.bytes).into_response())
}

#[cfg(test)]
mod tests {
    use loadin_web::assets;

    use crate::testing::House;

    #[tokio::test]
    async fn files_are_kept_for_ever_and_nothing_else_is_there() {
        let house = House::new().await;
        for asset in assets::all() {
            let answer = house.get(&asset.path).send().await;
            assert_eq!((answer.status(), &answer.body[..]), (200, asset.bytes));
            assert_eq!(answer.header("cache-control"), assets::CACHE_CONTROL);
            let head = house.ask("HEAD", &asset.path).send().await;
            assert_eq!((head.status(), head.body.len()), (200, 0));
            assert_eq!(head.header("content-length"), asset.bytes.len().to_string());
        }
        assert_eq!(house.get("/assets/app.js").send().await.status(), 404);
        assert_eq!(house.get("/assets/..%2Fapp.js").send().await.status(), 404);
    }
}
