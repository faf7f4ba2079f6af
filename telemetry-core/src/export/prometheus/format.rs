//! The formats that Prometheus reads, and choosing one by `Accept`.

/// A format of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Prometheus text, version 0.0.4.
    Text,
    /// `OpenMetrics` text, version 1.0.0.
    OpenMetrics,
    /// Delimited protobuf messages, with native histograms.
    Protobuf,
}

impl Format {
    /// The value of `Content-Type`.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
            Self::Protobuf => {
                "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; \
                 encoding=delimited"
            }
        }
    }

    /// The format that an `Accept` header likes best; of equals the one named
    /// first; text if it names none of them.
    ///
    /// ```
    /// use telemetry_core::prometheus::Format;
    ///
    /// let accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.4";
    /// assert_eq!(Format::accepted(accept), Format::OpenMetrics);
    /// assert_eq!(Format::accepted("text/html"), Format::Text);
    /// ```
    pub fn accepted(accept: &str) -> Self {
        let mut best = (Self::Text, 0);
        for range in accept.split(',') {
            if let Some((format, quality)) = offer(range)
                && quality > best.1
            {
                best = (format, quality);
            }
        }
        best.0
    }
}

/// The format that a media range asks for, and its quality in thousandths.
fn offer(range: &str) -> Option<(Format, u32)> {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next()?.to_ascii_lowercase();
    let (mut quality, mut version, mut proto, mut encoding) = (1000, None, None, None);
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = thousandths(value)?,
            "version" => version = Some(value),
            "proto" => proto = Some(value),
            "encoding" => encoding = Some(value),
            _ => {}
        }
    }
    let format = match media.as_str() {
        "text/plain" if version.is_none_or(|version| version == "0.0.4") => Format::Text,
        "text/*" | "*/*" => Format::Text,
        "application/openmetrics-text"
            if version.is_none_or(|version| version == "1.0.0" || version == "0.0.1") =>
        {
            Format::OpenMetrics
        }
        "application/vnd.google.protobuf"
            if proto == Some("io.prometheus.client.MetricFamily")
                && encoding == Some("delimited") =>
        {
            Format::Protobuf
        }
        _ => return None,
    };
    Some((format, quality))
}

/// A quality of 0 to 1 in thousandths.
fn thousandths(quality: &str) -> Option<u32> {
    let value: f64 = quality.parse().ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    (0.0..=1.0).contains(&value).then_some((value * 1000.0).round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_PROMETHEUS: &str = "application/vnd.google.protobuf;\
        proto=io.prometheus.client.MetricFamily;encoding=delimited,\
        application/openmetrics-text;version=1.0.0;q=0.8,\
        application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    #[test]
    fn the_highest_quality_wins() {
        assert_eq!(Format::accepted(OF_PROMETHEUS), Format::Protobuf);
        let without_protobuf = OF_PROMETHEUS.split_once("delimited,").expect("it is in there").1;
        assert_eq!(Format::accepted(without_protobuf), Format::OpenMetrics);
        assert_eq!(Format::accepted("text/plain;q=0.6,application/openmetrics-text"), {
            Format::OpenMetrics
        });
    }

    #[test]
    fn what_is_unknown_refused_or_broken_gives_text() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "application/openmetrics-text;q=0",
            "application/openmetrics-text;version=2.0.0",
            "application/openmetrics-text;q=2",
            "application/vnd.google.protobuf",
            ";;;,=,q=;q",
        ] {
            assert_eq!(Format::accepted(accept), Format::Text, "{accept}");
        }
    }
}
