use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use conformance::render::{self, Format};
use conformance::run::Progress;
use conformance::{Selection, Settings, Token};
use indicatif::{ProgressBar, ProgressStyle};

use super::output;

/// The exit code of a run that could not be done.
const UNABLE: u8 = 2;

/// `muster conformance`.
#[derive(Args, Debug)]
pub(super) struct Conformance {
    /// The SCIM base URL, for example https://scim.example.com/v2
    #[arg(long, value_name = "URL", required_unless_present = "list")]
    url: Option<String>,
    /// The bearer token of a client that may read and write everything; other processes can see
    /// it here, so the variable or a file is better
    #[arg(
        long,
        env = "MUSTER_CONFORMANCE_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    token: Option<String>,
    /// A file that holds the token; it comes before the variable
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value = "text")]
    format: ReportFormat,
    /// Write the report to a file, and only its last line here
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Run only these: an area (patch), a section (7644-3.5.2) or a check; repeatable
    #[arg(long, value_name = "SELECTOR")]
    only: Vec<String>,
    /// Do not run these; repeatable
    #[arg(long, value_name = "SELECTOR")]
    skip: Vec<String>,
    /// The seconds that one answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
    /// List all checks, and run none
    #[arg(long)]
    list: bool,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ReportFormat {
    /// For people.
    Text,
    /// One JSON object, with everything.
    Json,
    /// JUnit XML, for continuous integration.
    Junit,
    /// Markdown.
    Markdown,
}

impl Conformance {
    /// 0 if nothing failed, 1 if a check failed, 2 if the run could not be done.
    pub(super) async fn run(self) -> ExitCode {
        match self.test().await {
            Ok(code) => code,
            Err(sentence) => {
                output::complain(&sentence);
                ExitCode::from(UNABLE)
            }
        }
    }

    async fn test(self) -> Result<ExitCode, String> {
        if self.list {
            output::say(&render::catalogue())?;
            return Ok(ExitCode::SUCCESS);
        }
        let settings = self.settings()?;
        let bar = ProgressBar::no_length();
        let report =
            conformance::run(&settings, &|progress| show(&bar, progress), interrupt()).await;
        bar.finish_and_clear();
        let report = report.map_err(|error| error.to_string())?;
        let text = render::render(&report, self.format.into());
        match &self.output {
            None => output::say(&text)?,
            Some(path) => {
                write(path, &text)?;
                output::say(&format!("{}\n", render::summary(&report.counts)))?;
            }
        }
        if let Some(reason) = &report.stopped {
            return Err(format!("the run ended early: {reason}"));
        }
        Ok(ExitCode::from(u8::from(report.has_failures())))
    }

    fn settings(&self) -> Result<Settings, String> {
        let token = match (&self.token_file, &self.token) {
            (Some(path), _) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
                Token::parse(&text)?
            }
            (None, Some(token)) => Token::parse(token)?,
            (None, None) => {
                return Err(
                    "a token is needed: set MUSTER_CONFORMANCE_TOKEN, or name a file with \
                     --token-file"
                        .to_owned(),
                );
            }
        };
        let selection = Selection::new(self.only.clone(), self.skip.clone())?;
        let url = self.url.as_deref().unwrap_or_default();
        Settings::new(url, token, Duration::from_secs(self.timeout), selection)
    }
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Text => Self::Text,
            ReportFormat::Json => Self::Json,
            ReportFormat::Junit => Self::Junit,
            ReportFormat::Markdown => Self::Markdown,
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text)
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// Shows how far the run is; the bar draws nothing where stderr is no terminal.
fn show(bar: &ProgressBar, progress: Progress<'_>) {
    match progress {
        Progress::Begun { checks } => {
            bar.set_length(u64::try_from(checks).unwrap_or(u64::MAX));
            if let Ok(style) = ProgressStyle::with_template("{pos:>3}/{len} {wide_msg}") {
                bar.set_style(style);
            }
        }
        Progress::Check(check) => {
            bar.set_message(check.id);
            bar.inc(1);
        }
        Progress::Cleaning => bar.set_message("deleting what was created"),
    }
}

/// Ends the run; what it created is deleted then, unless somebody asks twice.
async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without the handler the signal ends the process, as it would without this function.
        return std::future::pending().await;
    }
    tokio::spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(UNABLE.into());
        }
    });
}
