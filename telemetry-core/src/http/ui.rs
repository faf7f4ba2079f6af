//! `/telemetry/ui`: one page without foreign parts. Its policy lets run only the
//! script and the style that are in it, by their hashes.

use ::http::{HeaderValue, Request, header::CONTENT_SECURITY_POLICY};

use crate::http::{
    answer::{self, Answer, Refusal},
    endpoints::Endpoints,
    reports,
};

const PAGE: &str = concat!(
    include_str!("ui/head.html"),
    "<style>",
    include_str!("ui/style.css"),
    "</style>\n</head>\n",
    include_str!("ui/body.html"),
    "<script>",
    include_str!("ui/script.js"),
    "</script>\n</html>\n",
);

/// A test says what the hashes are.
const POLICY: &str = "default-src 'none'; connect-src 'self'; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'; img-src data:; \
    style-src 'sha256-aa2OVaeQvEmsliFhc25wZlJ2cDmBD+jC/eScu2vbVC0='; \
    script-src 'sha256-btyeP1VHWVaDASuaZ2ToPgz82A32wLEYTArB6Ar/Ne8='";

pub(super) fn page(_: &Endpoints, request: &Request<()>) -> Result<Answer, Refusal> {
    reports::no_parameters(request)?;
    let mut answer = answer::ok("text/html; charset=utf-8", PAGE.as_bytes().to_vec());
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use base64::{Engine, prelude::BASE64_STANDARD};
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_policy_has_the_hashes_of_the_style_and_the_script() {
        for (name, text) in [
            ("style-src", include_str!("ui/style.css")),
            ("script-src", include_str!("ui/script.js")),
        ] {
            let hash = BASE64_STANDARD.encode(Sha256::digest(text));
            assert!(POLICY.contains(&format!("{name} 'sha256-{hash}'")), "{name} 'sha256-{hash}'");
        }
    }

    #[test]
    fn the_page_names_no_other_host() {
        let page = PAGE.replace("http://www.w3.org/2000/svg", "");
        assert!(!page.contains("http://") && !page.contains("https://") && !page.contains("src="));
    }
}
