package io.pronto.settings;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Every key there is. Whatever is not here is refused. */
public enum Key {
  /** Where everything that lasts is kept. */
  DATA("data"),
  /** A PostgreSQL of the operator's own. */
  DATABASE_URL("database.url"),
  /** A Redis of the operator's own. */
  REDIS_URL("redis.url"),
  /** Addresses that SIP listens on. */
  SIP_HOST("sip.host"),
  /** The port that SIP listens on, UDP and TCP. */
  SIP_PORT("sip.port"),
  /** The port of SIP over TLS. */
  SIP_TLS_PORT("sip.tls.port"),
  /** The certificate that is shown over TLS. */
  SIP_TLS_CERTIFICATE("sip.tls.certificate"),
  /** Its private key. */
  SIP_TLS_KEY("sip.tls.key"),
  /** The port of SIP over WebSockets. */
  SIP_WS_PORT("sip.ws.port"),
  /** The same over TLS. */
  SIP_WSS_PORT("sip.wss.port"),
  /** The address that peers are told. */
  SIP_ADVERTISE("sip.advertise"),
  /** The default realm. */
  SIP_DOMAIN("sip.domain"),
  /** The address that RTP is bound to. */
  MEDIA_HOST("media.host"),
  /** The ports of RTP. */
  MEDIA_PORTS("media.ports"),
  /** How long a party may send nothing before the call ends. */
  MEDIA_SILENCE("media.silence"),
  /** The address of the API and the dashboard. */
  HTTP_HOST("http.host"),
  /** The port of the API and the dashboard. */
  HTTP_PORT("http.port"),
  /** How many requests a minute one session may make. */
  HTTP_LIMIT_SESSION("http.limit.session"),
  /** How many requests a minute one API key may make. */
  HTTP_LIMIT_KEY("http.limit.key"),
  /** How many requests a minute may come from one address. */
  HTTP_LIMIT_ADDRESS("http.limit.address"),
  /** The address by which people reach the dashboard. */
  HTTP_URL("http.url"),
  /** The mail server. */
  MAIL_URL("mail.url"),
  /** The mail server for when the first one fails. */
  MAIL_BACKUP_URL("mail.backup.url"),
  /** Which subprocessor the mail server is. */
  MAIL_SUBPROCESSOR("mail.subprocessor"),
  /** Which subprocessor the second one is. */
  MAIL_BACKUP_SUBPROCESSOR("mail.backup.subprocessor"),
  /** Who writes mail. */
  MAIL_FROM("mail.from"),
  /** How long a call rings. */
  CALLS_RING("calls.ring"),
  /** How much a trunk's quality counts beside its price. */
  CALLS_QUALITY("calls.quality"),
  /** How long a call waits to be verified. */
  CALLS_VERIFICATION("calls.verification"),
  /** Whether certificates of callers may stand in private networks. */
  CALLS_PRIVATE_CERTIFICATES("calls.private_certificates"),
  /** Whether servers that hear calls may stand in private networks. */
  CALLS_PRIVATE_STREAMS("calls.private_streams"),
  /** Where recordings are kept: on the disk, or in an object store. */
  RECORDING_STORE("recording.store"),
  /** The object store to which they are moved. */
  RECORDING_S3_ENDPOINT("recording.s3.endpoint"),
  /** Its bucket. */
  RECORDING_S3_BUCKET("recording.s3.bucket"),
  /** The region that requests are signed for. */
  RECORDING_S3_REGION("recording.s3.region"),
  /** The name of the key. */
  RECORDING_S3_ACCESS_KEY("recording.s3.access_key"),
  /** The key. */
  RECORDING_S3_SECRET_KEY("recording.s3.secret_key"),
  /** Whether the bucket stands in the path, and not before the host. */
  RECORDING_S3_PATH_STYLE("recording.s3.path_style"),
  /** Which subprocessor the object store is. */
  RECORDING_S3_SUBPROCESSOR("recording.s3.subprocessor"),
  /** Where backups are kept. */
  BACKUP_TO("backup.to"),
  /** How often a whole one is made. */
  BACKUP_EVERY("backup.every"),
  /** How long it is kept. */
  BACKUP_KEEP("backup.keep"),
  /** The master key. */
  SECRETS_KEY("secrets.key"),
  /** The first operator's address. */
  BOOTSTRAP_EMAIL("bootstrap.email"),
  /** The first operator's password. */
  BOOTSTRAP_PASSWORD("bootstrap.password"),
  /** The server that is asked for TXT records. */
  DNS_SERVER("dns.server"),
  /** Whether identity providers may stand in private networks. */
  SSO_PRIVATE_ADDRESSES("sso.private_addresses"),
  /** How many calls are written down while they go on. */
  SPEECH_LIVE("speech.live"),
  /** Where speech models are fetched from. */
  MODELS_URL("models.url"),
  /** What speaks prompts that are given as texts. */
  SPEECH_SYNTHESIS("speech.synthesis"),
  /** For people or for machines. */
  LOG_FORMAT("log.format"),
  /** How long running calls are waited for at the end. */
  SHUTDOWN_DRAIN("shutdown.drain"),
  /** What this process does. */
  ROLES("roles");

  private final String text;

  Key(String text) {
    this.text = text;
  }

  /** The key as it is written in pronto.yaml. */
  public String text() {
    return text;
  }

  /** The environment variable that sets it: {@code sip.port} is {@code PRONTO_SIP_PORT}. */
  public String variable() {
    return "PRONTO_" + text.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return text;
  }

  static Optional<Key> named(String text) {
    return Arrays.stream(values()).filter(key -> key.text.equals(text)).findFirst();
  }

  static Optional<Key> ofVariable(String name) {
    return Arrays.stream(values()).filter(key -> key.variable().equals(name)).findFirst();
  }

  /** The key that whoever wrote {@code text}, which is none, most likely meant. */
  static Key nearest(String text) {
    var lower = text.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .min(Comparator.comparingInt(key -> distance(lower, key.text)))
        .orElseThrow();
  }

  /** Levenshtein's distance: letters to insert, delete or replace to make one of the other. */
  private static int distance(String from, String to) {
    var row = new int[to.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[to.length()];
  }
}
