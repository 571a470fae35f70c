//! The TLS modes, against a server with a certificate for `localhost`.

use std::fs;
use std::path::Path;
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use storage::{StoreUrl, open};
use throwaway::Cluster;

use crate::support::run;

/// The certificates of two authorities, one of which is the server's.
struct Authorities {
    own: String,
    other: String,
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Writes the server's certificate and key into its folder, and the authorities beside.
fn certify(cluster: &Cluster, folder: &Path) -> Authorities {
    let (own, other) = (authority(), authority());
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &own).unwrap();
    let data = cluster.folder().join("data");
    fs::write(data.join("server.crt"), certificate.pem()).unwrap();
    fs::write(data.join("server.key"), key.serialize_pem()).unwrap();
    // Nobody but the server's user may read its key.
    let script = "chown --reference=\"$1\" \"$1\"/server.*; chmod 600 \"$1/server.key\"";
    let mut chown = Command::new("sh");
    chown.args(["-c", script, "sh"]).arg(&data);
    assert!(chown.status().unwrap().success());
    let write = |name: &str, pem: String| {
        let path = folder.join(name);
        fs::write(&path, pem).unwrap();
        path.display().to_string()
    };
    Authorities {
        own: write("own.pem", own.pem()),
        other: write("other.pem", other.pem()),
    }
}

#[test]
fn each_mode_takes_what_it_promises_and_refuses_the_rest() {
    run(async {
        let cluster = Cluster::start(&[]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let plain = |host: &str, settings: &str| -> StoreUrl {
            let port = cluster.port();
            let url = format!("postgres://postgres@{host}:{port}/postgres?{settings}");
            url.parse().unwrap()
        };
        // Without TLS on the server.
        for settings in ["", "sslmode=disable", "sslmode=prefer"] {
            drop(open(&plain("127.0.0.1", settings), true).await.unwrap());
        }
        let refused = open(&plain("127.0.0.1", "sslmode=require"), true).await;
        let refused = refused.err().unwrap().to_string();
        assert!(refused.contains("does not support TLS"), "{refused}");

        let Authorities { own, other } = certify(&cluster, folder.path());
        let on = "ALTER SYSTEM SET ssl = on";
        cluster.run("postgres", on).unwrap();
        cluster.run("postgres", "SELECT pg_reload_conf()").unwrap();
        let rules = "hostssl all all 127.0.0.1/32 trust\n";
        let rules = [rules, &rules.replace("127.0.0.1/32", "::1/128")].concat();
        fs::write(cluster.folder().join("data/pg_hba.conf"), rules).unwrap();
        // The last that comes in without TLS.
        let _ = cluster.run("postgres", "SELECT pg_reload_conf()");
        for (host, settings, works) in [
            ("127.0.0.1", "sslmode=disable".to_owned(), false),
            ("127.0.0.1", "sslmode=prefer".to_owned(), true),
            ("127.0.0.1", "sslmode=require".to_owned(), true),
            (
                "127.0.0.1",
                format!("sslmode=require&sslrootcert={own}"),
                true,
            ),
            (
                "127.0.0.1",
                format!("sslmode=require&sslrootcert={other}"),
                false,
            ),
            (
                "127.0.0.1",
                format!("sslmode=verify-ca&sslrootcert={own}"),
                true,
            ),
            (
                "127.0.0.1",
                format!("sslmode=verify-ca&sslrootcert={other}"),
                false,
            ),
            (
                "127.0.0.1",
                format!("sslmode=verify-full&sslrootcert={own}"),
                false,
            ),
            (
                "localhost",
                format!("sslmode=verify-full&sslrootcert={own}"),
                true,
            ),
            (
                "localhost",
                format!("sslmode=verify-full&sslrootcert={other}"),
                false,
            ),
        ] {
            // The new rules come with the next process of the server.
            let opened = settled(&plain(host, &settings), works).await;
            assert_eq!(opened.is_ok(), works, "{host} {settings}: {opened:?}");
        }
    });
}

/// Opens until the server has taken note of its new settings.
async fn settled(url: &StoreUrl, works: bool) -> Result<(), String> {
    let begun = std::time::Instant::now();
    loop {
        let opened = open(url, true).await.map(drop);
        let opened = opened.map_err(|error| error.to_string());
        if opened.is_ok() == works || begun.elapsed().as_secs() > 10 {
            return opened;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}
