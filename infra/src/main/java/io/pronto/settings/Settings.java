package io.pronto.settings;

import io.pronto.core.live.RateLimits;
import io.pronto.core.mail.MailSettings;
import io.pronto.core.object.ObjectStoreSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything an operator may set, checked.
 *
 * @param data the folder of what lasts: embedded servers, recordings, speech models, spool
 * @param database {@code postgresql://user:password@host:port/name}; empty for the embedded one
 * @param redis {@code redis://…} or {@code rediss://…}; empty for the embedded one
 * @param masterKey 32 bytes in base64; empty for the one kept in the data folder
 * @param mail how mail is sent; empty for not at all
 * @param recordings the bucket to which recordings are moved; empty where they stay in the data
 *     folder
 * @param backup where backups are kept; empty where none are made
 * @param bootstrap the first operator, if it is to be made without anybody being asked
 * @param singleSignOn what organisations' identity providers may be, and how domains are verified
 * @param liveTranscripts how many calls are written down at once while they go on; 0: none
 * @param models where speech models are fetched from, if not from their makers
 * @param synthesis the eSpeak NG that speaks prompts; empty where none does
 * @param drain how long running calls are waited for at the end
 * @param roles what this process does
 */
public record Settings(
    Path data,
    Optional<String> database,
    Optional<String> redis,
    Sip sip,
    Media media,
    Http http,
    Calls calls,
    Optional<MailSettings> mail,
    Optional<ObjectStoreSettings> recordings,
    Optional<Backup> backup,
    Optional<String> masterKey,
    Optional<Bootstrap> bootstrap,
    SingleSignOn singleSignOn,
    int liveTranscripts,
    Optional<URI> models,
    Optional<Path> synthesis,
    LogFormat log,
    Duration drain,
    Set<Role> roles) {

  /**
   * Reads what was written.
   *
   * @param file pronto.yaml, if there is one
   * @param environment variables; those that begin with PRONTO_ win over the file
   * @param home the launcher's folder, in which the data folder is made unless one is named
   * @throws BadSettings with every fault there is
   */
  public static Settings read(Optional<Path> file, Map<String, String> environment, Path home)
      throws BadSettings {
    var faults = new ArrayList<String>();
    var entries = new Entries(Written.gather(file, environment, faults), faults);
    var settings = new SettingsReader(entries, home).read();
    if (!faults.isEmpty()) {
      throw new BadSettings(faults);
    }
    return settings;
  }

  /** The same with another data folder. */
  public Settings into(Path folder) {
    return new Settings(
        folder,
        database,
        redis,
        sip,
        media,
        http,
        calls,
        mail,
        recordings,
        backup,
        masterKey,
        bootstrap,
        singleSignOn,
        liveTranscripts,
        models,
        synthesis,
        log,
        drain,
        roles);
  }

  /**
   * Signalling.
   *
   * @param hosts addresses to listen on
   * @param port for UDP and TCP
   * @param webSocketPort for WS
   * @param tls for TLS and WSS; empty for neither
   * @param advertise what peers are told, at most one of each family; empty for the host's own
   * @param domain the default realm, of which every organisation has a subdomain
   */
  public record Sip(
      List<InetAddress> hosts,
      int port,
      int webSocketPort,
      Optional<Tls> tls,
      List<InetAddress> advertise,
      String domain) {}

  /**
   * Signalling that is enciphered.
   *
   * @param port for TLS
   * @param webSocketPort for WSS
   * @param certificate the file of the certificate and those that vouch for it, in PEM
   * @param key the file of its private key, in PEM
   */
  public record Tls(int port, int webSocketPort, Path certificate, Path key) {}

  /**
   * Media.
   *
   * @param host the address to bind
   * @param firstPort the first port of RTP
   * @param lastPort the last
   * @param silence how long a party may send nothing before the call ends
   */
  public record Media(InetAddress host, int firstPort, int lastPort, Duration silence) {}

  /**
   * The API and the dashboard.
   *
   * @param host a name or an address to listen on
   * @param port for TCP
   * @param limits how often somebody may ask
   * @param publicUrl the address by which people reach it, such as {@code
   *     https://pronto.example.com}, without a slash at its end; empty for that of host and port
   */
  public record Http(String host, int port, RateLimits.Rates limits, Optional<URI> publicUrl) {
    /**
     * The address by which people reach it, without a slash at its end.
     *
     * @param taken the port that was taken, where the settings left it open
     */
    public URI url(int taken) {
      var name = host.contains(":") ? '[' + host + ']' : host;
      return publicUrl.orElseGet(() -> URI.create("http://%s:%d".formatted(name, taken)));
    }
  }

  /**
   * Calls.
   *
   * @param ring how long a call rings before it counts as not answered
   * @param quality how much a trunk's quality counts beside its price, in percent
   * @param verification how long a call waits for its caller's signature to be verified, at most
   * @param privateCertificates whether certificates of callers may stand in private networks
   * @param privateStreams whether servers that hear calls may
   */
  public record Calls(
      Duration ring,
      int quality,
      Duration verification,
      boolean privateCertificates,
      boolean privateStreams) {}

  /**
   * Backups.
   *
   * @param to the folder that they are kept in
   * @param every how often a whole one is made
   * @param keep how long it is kept: 30 days at most, within which erasure must reach it
   */
  public record Backup(Path to, Duration every, Duration keep) {}

  /** The first operator's account. */
  public record Bootstrap(String email, String password) {
    /** Without the password, which belongs in no log. */
    @Override
    public String toString() {
      return "Bootstrap[" + email + "]";
    }
  }

  /**
   * Single sign-on.
   *
   * @param dns the server that is asked for TXT records; empty for the system's
   * @param privateAddresses whether identity providers may stand in private networks
   */
  public record SingleSignOn(Optional<InetSocketAddress> dns, boolean privateAddresses) {}

  /** How log lines look. */
  public enum LogFormat {
    /** For people. */
    TEXT,
    /** For machines: one JSON object a line. */
    JSON
  }

  /** What a process does; all of it unless told otherwise. */
  public enum Role {
    /** SIP and the calls. */
    SIGNALLING,
    /** RTP. */
    MEDIA,
    /** HTTP. */
    API
  }

  /** Without secrets, which belong in no log. */
  @Override
  public String toString() {
    return "Settings[data=%s, sip=%s, media=%s, http=%s, roles=%s]"
        .formatted(data, sip, media, http, roles);
  }
}
