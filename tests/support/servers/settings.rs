//! What differs from server to server, and the configuration file made of it.

use std::path::Path;

/// Where a server keeps its data.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Storage {
    /// On disk: outlives the process. Takes longer to start.
    #[default]
    Raft,
    /// Gone with the process.
    Memory,
}

/// What a test may ask of a server of its own.
#[derive(Clone, Copy, Default)]
pub struct Settings {
    pub storage: Storage,
    /// More lines for both listeners, such as `max_request_json_strings = 50`.
    pub listener: &'static str,
    /// More lines for the whole server, such as `max_lease_ttl = "1h"`.
    pub server: &'static str,
    /// Without the log of its calls, which costs it time.
    pub is_silent: bool,
}

/// Ports of this machine that were free a moment ago.
#[derive(Clone, Copy)]
pub(super) struct Ports {
    pub(super) plain: u16,
    pub(super) tls: u16,
    /// Each listener wants one for the cluster that it never has.
    pub(super) cluster: [u16; 2],
}

impl Ports {
    /// Asks for all before letting go of one, so that they differ.
    pub(super) fn free() -> std::io::Result<Self> {
        let listen = || std::net::TcpListener::bind(("127.0.0.1", 0));
        let (plain, tls, cluster) = (listen()?, listen()?, [listen()?, listen()?]);
        Ok(Self {
            plain: plain.local_addr()?.port(),
            tls: tls.local_addr()?.port(),
            cluster: [cluster[0].local_addr()?.port(), cluster[1].local_addr()?.port()],
        })
    }
}

impl Settings {
    /// The configuration of a server that keeps everything in this folder. Audit devices are named here because the
    /// server takes them from nowhere else.
    pub(super) fn text(&self, folder: &Path, ports: Ports) -> String {
        let folder = folder.display();
        let Ports { plain, tls, cluster: [one, two] } = ports;
        let Self { listener, server, .. } = self;
        let calls = format!(
            "audit \"file\" \"calls\" {{\n options {{\n file_path = \"{folder}/calls\"\n log_raw = \"true\"\n }}\n}}"
        );
        let calls = if self.is_silent { String::new() } else { calls };
        let storage = match self.storage {
            Storage::Raft => format!(
                "storage \"raft\" {{\n path = \"{folder}/data\"\n node_id = \"one\"\n performance_multiplier = 1\n}}"
            ),
            Storage::Memory => "storage \"inmem\" {}".to_owned(),
        };
        format!(
            r#"api_addr = "http://127.0.0.1:{plain}"
cluster_addr = "https://127.0.0.1:{one}"
{server}
{storage}
listener "tcp" {{
  address = "127.0.0.1:{plain}"
  cluster_address = "127.0.0.1:{one}"
  tls_disable = true
  {listener}
}}
listener "tcp" {{
  address = "127.0.0.1:{tls}"
  cluster_address = "127.0.0.1:{two}"
  tls_cert_file = "{folder}/server.pem"
  tls_key_file = "{folder}/server.key"
  {listener}
}}
{calls}
"#
        )
    }
}
