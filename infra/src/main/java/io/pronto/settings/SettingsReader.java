package io.pronto.settings;

import io.pronto.core.live.RateLimits;
import io.pronto.core.people.EmailAddress;
import io.pronto.core.people.InvalidEmail;
import io.pronto.core.prompt.EspeakNg;
import io.pronto.settings.Settings.Bootstrap;
import io.pronto.settings.Settings.Calls;
import io.pronto.settings.Settings.Http;
import io.pronto.settings.Settings.LogFormat;
import io.pronto.settings.Settings.Media;
import io.pronto.settings.Settings.Role;
import io.pronto.settings.Settings.SingleSignOn;
import io.pronto.settings.Settings.Sip;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Turns what was written into {@link Settings}, and checks what belongs together. */
final class SettingsReader {
  private static final Pattern PORTS = Pattern.compile("(\\d{1,5})\\s*-\\s*(\\d{1,5})");
  private static final Pattern DNS = Pattern.compile("(?:\\[([^\\]]+)]|([^:]+))(?::(\\d{1,5}))?");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Entries entries;
  private final Path home;

  SettingsReader(Entries entries, Path home) {
    this.entries = entries;
    this.home = home;
  }

  Settings read() {
    var sip = new SipReader(entries).read();
    return new Settings(
        data(),
        entries.parsed(Key.DATABASE_URL, this::databaseUrl),
        entries.parsed(Key.REDIS_URL, this::redisUrl),
        sip,
        media(sip),
        http(),
        new Calls(
            entries.duration(Key.CALLS_RING, SECOND, HOUR.dividedBy(6), SECOND.multipliedBy(30)),
            entries.parsed(Key.CALLS_QUALITY, SettingsReader::percent).orElse(50),
            entries.duration(
                Key.CALLS_VERIFICATION,
                SECOND.dividedBy(100),
                SECOND.multipliedBy(5),
                SECOND.dividedBy(2)),
            entries.parsed(Key.CALLS_PRIVATE_CERTIFICATES, SettingsReader::yes).orElse(false),
            entries.parsed(Key.CALLS_PRIVATE_STREAMS, SettingsReader::yes).orElse(false)),
        new MailReader(entries).read(),
        new RecordingReader(entries).read(),
        backup(),
        entries.parsed(Key.SECRETS_KEY, SettingsReader::masterKey),
        bootstrap(),
        new SingleSignOn(
            entries.parsed(Key.DNS_SERVER, SettingsReader::dnsServer),
            entries.parsed(Key.SSO_PRIVATE_ADDRESSES, SettingsReader::yes).orElse(false)),
        entries.parsed(Key.SPEECH_LIVE, SettingsReader::calls).orElse(2),
        entries.parsed(Key.MODELS_URL, this::folderUrl),
        entries
            .parsed(Key.SPEECH_SYNTHESIS, SettingsReader::synthesis)
            .orElseGet(EspeakNg::installed),
        entries.parsed(Key.LOG_FORMAT, SettingsReader::logFormat).orElse(LogFormat.TEXT),
        entries.duration(
            Key.SHUTDOWN_DRAIN, Duration.ZERO, HOUR.multipliedBy(24), SECOND.multipliedBy(30)),
        entries.parsed(Key.ROLES, SettingsReader::roles).orElse(EnumSet.allOf(Role.class)));
  }

  private Path data() {
    return entries
        .parsed(Key.DATA, SettingsReader::path)
        .orElse(home.resolve("data"))
        .toAbsolutePath()
        .normalize();
  }

  private Optional<Settings.Backup> backup() {
    var to = entries.parsed(Key.BACKUP_TO, SettingsReader::path);
    if (!entries.has(Key.BACKUP_TO)) {
      Stream.of(Key.BACKUP_EVERY, Key.BACKUP_KEEP)
          .filter(entries::has)
          .forEach(key -> entries.refuse(key, "give backup.to too: the folder that backups go to"));
    }
    var day = HOUR.multipliedBy(24);
    var every = entries.duration(Key.BACKUP_EVERY, HOUR.dividedBy(60), day.multipliedBy(7), day);
    var keep = entries.duration(Key.BACKUP_KEEP, HOUR, day.multipliedBy(30), day.multipliedBy(30));
    if (keep.compareTo(every) < 0) {
      entries.refuse(Key.BACKUP_KEEP, "less than backup.every; keep each until the next is made");
    }
    return to.map(folder -> folder.toAbsolutePath().normalize())
        .map(folder -> new Settings.Backup(folder, every, keep));
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IllegalArgumentException("not a folder's name; write it like /var/lib/pronto");
  }

  private String databaseUrl(String text) {
    var example = "postgresql://user:password@host:5432/name";
    var uri = entries.uri(text, example, "postgresql", "postgres");
    if (uri.getUserInfo() == null || uri.getPath() == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException("names no user or no database; write it like " + example);
    }
    return text;
  }

  private String redisUrl(String text) {
    return entries.uri(text, "redis://:password@host:6379", "redis", "rediss").toString();
  }

  /** With a slash at its end, so that names are resolved below it. */
  private URI folderUrl(String text) {
    var uri = entries.uri(text, "https://mirror.example/models/", "https", "http");
    return uri.getPath().endsWith("/") ? uri : URI.create(uri + "/");
  }

  /** Pages and links are written from the root, so that there is nothing below the host. */
  private URI publicUrl(String text) {
    var example = "https://pronto.example.com";
    var uri = entries.uri(text, example, "https", "http");
    if (!uri.equals(URI.create(uri.getScheme() + "://" + uri.getAuthority() + uri.getPath()))
        || uri.getUserInfo() != null
        || !uri.getPath().matches("/?")) {
      throw new IllegalArgumentException("more than a host and a port; write it like " + example);
    }
    return URI.create(uri.getScheme() + "://" + uri.getAuthority());
  }

  private Http http() {
    var usual = RateLimits.Rates.DEFAULT;
    return new Http(
        entries.text(Key.HTTP_HOST).orElse("127.0.0.1"),
        entries.port(Key.HTTP_PORT, 8080),
        new RateLimits.Rates(
            limit(Key.HTTP_LIMIT_SESSION, usual.session()),
            limit(Key.HTTP_LIMIT_KEY, usual.key()),
            limit(Key.HTTP_LIMIT_ADDRESS, usual.address())),
        entries.parsed(Key.HTTP_URL, this::publicUrl));
  }

  private int limit(Key key, int otherwise) {
    var wanted = "a number of requests a minute from 1 to 1000000, or 0 for no limit";
    return entries
        .parsed(key, text -> Entries.number(text, 0, 1_000_000, wanted))
        .orElse(otherwise);
  }

  private static int calls(String text) {
    return Entries.number(text, 0, 64, "a number of calls from 0 to 64");
  }

  private static int percent(String text) {
    return Entries.number(text, 0, 1_000, "a number of percent from 0 to 1000");
  }

  private Media media(Sip sip) {
    var hosts = entries.addresses(Key.MEDIA_HOST, "0.0.0.0");
    if (hosts.size() > 1) {
      entries.refuse(Key.MEDIA_HOST, "name one address; :: serves IPv4 and IPv6");
    }
    var ports =
        entries.parsed(Key.MEDIA_PORTS, SettingsReader::ports).orElse(new int[] {20_000, 29_999});
    if (sip.port() >= ports[0] && sip.port() <= ports[1]) {
      entries.refuse(Key.MEDIA_PORTS, "holds sip.port %d; move one of them".formatted(sip.port()));
    }
    return new Media(
        hosts.getFirst(),
        ports[0],
        ports[1],
        entries.duration(Key.MEDIA_SILENCE, SECOND, HOUR, SECOND.multipliedBy(60)));
  }

  private static int[] ports(String text) {
    var match = PORTS.matcher(text);
    if (match.matches()) {
      int first = Integer.parseInt(match.group(1));
      int last = Integer.parseInt(match.group(2));
      if (first >= 1024 && last <= 65_535 && last - first >= 99) {
        return new int[] {first, last};
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a range of 100 or more ports within 1024-65535, such as 20000-29999"
            .formatted(text));
  }

  /** Where eSpeak NG is; empty where it is wanted nowhere, or only if it is found. */
  private static Optional<Path> synthesis(String text) {
    var named =
        switch (text) {
          case "auto", EspeakNg.PROGRAM -> EspeakNg.installed();
          case "off" -> Optional.<Path>empty();
          default -> Optional.of(program(text));
        };
    if (named.isEmpty() && text.equals(EspeakNg.PROGRAM)) {
      throw new IllegalArgumentException(
          "espeak-ng is not on the PATH; install it (Debian package espeak-ng), or write auto");
    }
    return named;
  }

  private static Path program(String text) {
    try {
      var path = Path.of(text);
      if (path.isAbsolute() && Files.isRegularFile(path) && Files.isExecutable(path)) {
        return path;
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "\"%s\" is no program that can be run; write auto, off, espeak-ng or its path"
            .formatted(text));
  }

  private static String masterKey(String text) {
    Entries.key(text);
    return text;
  }

  private Optional<Bootstrap> bootstrap() {
    var email = entries.parsed(Key.BOOTSTRAP_EMAIL, SettingsReader::email);
    var password = entries.text(Key.BOOTSTRAP_PASSWORD);
    if (entries.has(Key.BOOTSTRAP_EMAIL) && password.isEmpty()) {
      entries.refuse(Key.BOOTSTRAP_EMAIL, "give bootstrap.password too, or neither");
    }
    if (password.isPresent() && !entries.has(Key.BOOTSTRAP_EMAIL)) {
      entries.refuse(Key.BOOTSTRAP_PASSWORD, "give bootstrap.email too, or neither");
    }
    return email.flatMap(address -> password.map(secret -> new Bootstrap(address, secret)));
  }

  static String email(String text) {
    try {
      return new EmailAddress(text).value();
    } catch (InvalidEmail e) {
      throw new IllegalArgumentException(
          "\"%s\" is not an e-mail address, such as ops@example.com: %s"
              .formatted(text, e.getMessage()));
    }
  }

  private static InetSocketAddress dnsServer(String text) {
    var match = DNS.matcher(text);
    if (match.matches()) {
      try {
        return new InetSocketAddress(
            InetAddress.ofLiteral(match.group(1) == null ? match.group(2) : match.group(1)),
            match.group(3) == null ? 53 : Integer.parseInt(match.group(3)));
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a server's address, such as 192.0.2.53 or [2001:db8::53]:5353"
            .formatted(text));
  }

  static boolean yes(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException("\"%s\" is neither true nor false".formatted(text));
    };
  }

  private static LogFormat logFormat(String text) {
    return switch (text) {
      case "text" -> LogFormat.TEXT;
      case "json" -> LogFormat.JSON;
      default ->
          throw new IllegalArgumentException("\"%s\" is neither text nor json".formatted(text));
    };
  }

  private static Set<Role> roles(String text) {
    var roles = EnumSet.noneOf(Role.class);
    for (var name : text.split(",")) {
      roles.add(role(name.strip()));
    }
    if (roles.contains(Role.SIGNALLING) != roles.contains(Role.MEDIA)) {
      throw new IllegalArgumentException(
          "signalling and media go together: a process carries the sound of its own calls");
    }
    return roles;
  }

  private static Role role(String name) {
    return Arrays.stream(Role.values())
        .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"%s\" is not a role; the roles are signalling, media, api".formatted(name)));
  }
}
