package io.pronto.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pronto.core.live.RateLimits.Rates;
import io.pronto.core.prompt.EspeakNg;
import io.pronto.settings.Settings.LogFormat;
import io.pronto.settings.Settings.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  @TempDir Path home;

  @Test
  void withoutAnythingWrittenTheDefaultsHold() throws Exception {
    var settings = Settings.read(Optional.empty(), Map.of(), home);

    assertThat(settings.data()).isEqualTo(home.resolve("data"));
    assertThat(settings.database()).isEmpty();
    assertThat(settings.redis()).isEmpty();
    assertThat(settings.sip().hosts()).containsExactly(InetAddress.getByName("0.0.0.0"));
    assertThat(settings.sip().port()).isEqualTo(5060);
    assertThat(settings.sip().advertise()).isEmpty();
    assertThat(settings.sip().domain()).isEqualTo("pronto.local");
    assertThat(settings.media().firstPort()).isEqualTo(20_000);
    assertThat(settings.media().lastPort()).isEqualTo(29_999);
    assertThat(settings.http())
        .isEqualTo(
            new Settings.Http(
                "127.0.0.1", 8080, new Rates(3_000, 6_000, 30_000), Optional.empty()));
    assertThat(settings.http().url(8080)).isEqualTo(URI.create("http://127.0.0.1:8080"));
    assertThat(settings.mail()).isEmpty();
    assertThat(settings.drain()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.calls().ring()).isEqualTo(Duration.ofSeconds(30));
    assertThat(settings.log()).isEqualTo(LogFormat.TEXT);
    assertThat(settings.roles()).containsExactlyInAnyOrder(Role.values());
  }

  @Test
  void theFileMayNestItsKeysOrDotThem() throws Exception {
    var settings =
        read(
            """
            sip:
              host: [ "192.0.2.7", "2001:db8::7" ]
              port: 5070
            http: { port: 9090, limit: { session: 60, key: 0 } }
            media: { ports: 30000-30999, silence: 2m }
            roles: [ signalling, media ]
            """);

    assertThat(settings.sip().hosts())
        .containsExactly(InetAddress.getByName("192.0.2.7"), InetAddress.getByName("2001:db8::7"));
    assertThat(settings.sip().port()).isEqualTo(5070);
    assertThat(settings.http().port()).isEqualTo(9090);
    assertThat(settings.http().limits()).isEqualTo(new Rates(60, 0, 30_000));
    assertThat(settings.media().lastPort()).isEqualTo(30_999);
    assertThat(settings.media().silence()).isEqualTo(Duration.ofMinutes(2));
    assertThat(settings.roles()).containsExactlyInAnyOrder(Role.SIGNALLING, Role.MEDIA);
  }

  @Test
  void phonesSpeakTlsWithACertificateAndWebSocketsWithoutToo() throws Exception {
    var without = Settings.read(Optional.empty(), Map.of(), home).sip();
    var with = read("sip: { tls: { certificate: cert.pem, key: key.pem }, ws.port: 8443 }").sip();
    var free = read("sip.port: 0").sip();

    assertThat(without.webSocketPort()).isEqualTo(5066);
    assertThat(without.tls()).isEmpty();
    assertThat(with.webSocketPort()).isEqualTo(8443);
    assertThat(with.tls())
        .contains(new Settings.Tls(5061, 5067, Path.of("cert.pem"), Path.of("key.pem")));
    assertThat(free.webSocketPort()).isZero();
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws Exception {
    var file = Optional.of(written("sip.port: 5070\nsip.domain: a.example\n"));

    var settings = Settings.read(file, Map.of("PRONTO_SIP_PORT", "5080", "HOME", "/root"), home);

    assertThat(settings.sip().port()).isEqualTo(5080);
    assertThat(settings.sip().domain()).isEqualTo("a.example");
  }

  @Test
  void aPasswordOfDigitsStaysAsItWasWritten() throws Exception {
    var settings = read("bootstrap: { email: ops@example.com, password: 0123456789 }");

    assertThat(settings.bootstrap().orElseThrow().password()).isEqualTo("0123456789");
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlaceAndTheNearestKey() {
    assertThat(faults("http.port: 8080\nsip:\n  prot: 5060\n"))
        .containsExactly("sip.prot (in pronto.yaml, line 3): no such key; did you mean sip.port?");
  }

  @Test
  void anUnknownVariableIsRefusedUnlessKubernetesMadeIt() {
    var bad =
        catchThrowableOfType(
            BadSettings.class,
            () ->
                Settings.read(
                    Optional.empty(),
                    Map.of(
                        "PRONTO_SIP_PRT", "1",
                        "PRONTO_SERVICE_HOST", "10.0.0.1",
                        "PRONTO_PORT_5060_TCP_ADDR", "10.0.0.1",
                        "PRONTO_PEERS", "required"),
                    home));

    assertThat(bad.faults())
        .containsExactly(
            "PRONTO_SIP_PRT (in the environment): no such key; did you mean PRONTO_SIP_PORT?");
  }

  @Test
  void everyFaultIsToldAtOnce() {
    assertThat(
            faults(
                """
                sip.port: many
                media.ports: 40000
                recording.store: tape
                """))
        .containsExactlyInAnyOrder(
            "sip.port (in pronto.yaml, line 1): \"many\" is not a port from 1 to 65535, or 0 for"
                + " any free one",
            "media.ports (in pronto.yaml, line 2): \"40000\" is not a range of 100 or more ports"
                + " within 1024-65535, such as 20000-29999",
            "recording.store (in pronto.yaml, line 3): \"tape\" is neither file nor s3; leave"
                + " the key out for file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sip.port: 70000 | is not a port from 1 to 65535, or 0 for any free one",
        "recording.store: s3 | s3 needs recording.s3.endpoint, recording.s3.bucket, recording.s3",
        "recording.s3.bucket: recordings | set recording.store to s3 too",
        "sip.host: nowhere.invalid | is not an address that is known here",
        "sip.advertise: 0.0.0.0 | name the address that phones and carriers reach",
        "sip.advertise: 192.0.2.1,192.0.2.2 | at most one IPv4 and one IPv6",
        "sip.domain: under_score | is not a domain",
        "media.ports: 5000-6000 | holds sip.port 5060",
        "media.silence: 0 | is not a time from 1s to 60m",
        "shutdown.drain: soon | is not a time",
        "secrets.key: c2hvcnQ= | openssl rand -base64 32",
        "backup: { to: /mnt/backups, keep: 31d } | is not a time from 60m to 30d",
        "backup: { to: /mnt/backups, every: 2d, keep: 1d } | less than backup.every",
        "backup.keep: 7d | give backup.to too",
        "database.url: mysql://a:b@c/d | write it like postgresql://user:password@host:5432/name",
        "database.url: postgresql://host/name | names no user",
        "redis.url: http://host | write it like redis://:password@host:6379",
        "bootstrap.email: ops@example.com | give bootstrap.password too",
        "bootstrap.password: secret | give bootstrap.email too",
        "bootstrap: { email: ops@exаmple.com, password: x } | is not an e-mail address",
        "http.limit.session: plenty | or 0 for no limit",
        "http.limit.address: -1 | or 0 for no limit",
        "http.url: pronto.example.com | write it like https://pronto.example.com",
        "http.url: ftp://pronto.example.com | write it like https://pronto.example.com",
        "http.url: https://example.com/pronto | more than a host and a port",
        "http.url: https://ada@example.com | more than a host and a port",
        "http.url: https://example.com/?a=b | more than a host and a port",
        "mail: { url: mail.example.com, from: a@b.example } | write it like"
            + " smtp://user:password@smtp.example.com:587",
        "mail.url: 'smtp://a:b@mail.example.com' | give mail.from too",
        "mail.from: pronto@example.com | give mail.url too",
        "mail.backup.url: 'smtps://mail.example.com' | give mail.url too",
        "mail: { url: 'smtps://a.example', from: 'Ada <a@b>' } | not an e-mail address",
        "dns.server: dns.example.com | such as 192.0.2.53",
        "dns.server: 192.0.2.53:70000 | such as 192.0.2.53",
        "dns.server: '2001:db8::53' | such as 192.0.2.53 or [2001:db8::53]:5353",
        "sso.private_addresses: maybe | is neither true nor false",
        "calls.private_streams: maybe | is neither true nor false",
        "log.format: xml | is neither text nor json",
        "roles: telephony | the roles are signalling, media, api",
        "roles: signalling | signalling and media go together",
        "roles: 'media,api' | signalling and media go together",
        "sip.tls.port: 70000 | is not a port from 1 to 65535",
        "sip.ws.port: web | is not a port from 1 to 65535",
        "sip.wss.port: -1 | is not a port from 1 to 65535",
        "sip.tls.certificate: cert.pem | give sip.tls.key too, or neither",
        "sip.tls.key: key.pem | give sip.tls.certificate too, or neither",
        "sip: { port: 5066 } | 5066 is that of sip.port, too: move one of them",
        "sip: { tls: { port: 5066, certificate: a, key: b } } | is that of sip.",
        "sip.sctp.port: 5061 | no such key",
        "sip: [ | not YAML",
        "sip: { port: [ { a: b } ] } | expected keys with values",
        "just words | expected keys with values",
      })
  void aFaultNamesWhatIsWantedInOneLine(String yaml, String words) {
    assertThat(faults(yaml)).hasSize(1).first().asString().contains(words).doesNotContain("\n");
  }

  @Test
  void aSecretThatIsWrittenBadlyIsNotRepeated() {
    assertThat(
            faults(
                """
                secrets.key: hunter2hunter2
                database.url: 'hunter2 hunter2'
                mail: { url: 'smtp://ada:hunter2@', from: a@b.example }
                """))
        .hasSize(3)
        .noneMatch(fault -> fault.contains("hunter2"));
  }

  @Test
  void aKeyThatIsWrittenTwiceIsRefused() {
    assertThat(faults("sip.port: 5060\nsip:\n  port: 5070\n"))
        .containsExactly("sip.port: set twice; the second time in pronto.yaml, line 3: remove one");
  }

  @Test
  void aFileThatIsNotThereIsToldInOneLine() {
    var missing = Optional.of(home.resolve("missing.yaml"));

    var bad = catchThrowableOfType(BadSettings.class, () -> Settings.read(missing, Map.of(), home));

    assertThat(bad.faults()).hasSize(1).first().asString().contains("cannot be read");
  }

  @Test
  void twoCallsAreWrittenDownWhileTheyGoOnOrAsManyAsIsSaid() throws Exception {
    assertThat(read("").liveTranscripts()).isEqualTo(2);
    assertThat(read("speech.live: 0").liveTranscripts()).isZero();
    assertThat(read("speech.live: 64").liveTranscripts()).isEqualTo(64);
  }

  @Test
  void recordingsGoToABucketThatIsNamedWhole() throws Exception {
    var yaml =
        """
        recording.store: s3
        recording.s3.endpoint: %s
        recording.s3.bucket: %s
        recording.s3.access_key: AK
        recording.s3.secret_key: top-secret
        """;

    var settings = read(yaml.formatted("http://127.0.0.1:9000/", "recordings"));

    var bucket = settings.recordings().orElseThrow();
    assertThat(bucket.endpoint()).hasToString("http://127.0.0.1:9000");
    assertThat(bucket.region()).isEqualTo("us-east-1");
    assertThat(bucket.pathStyle()).isTrue();
    assertThat(bucket.toString() + settings).doesNotContain("top-secret");
    assertThat(read("recording.store: file").recordings()).isEmpty();
    assertThat(faults(yaml.formatted("ftp://host", "Big_Bucket")))
        .hasSize(2)
        .anyMatch(fault -> fault.contains("write it like https://s3.eu-west-3.amazonaws.com"))
        .anyMatch(fault -> fault.contains("is not a bucket's name"))
        .noneMatch(fault -> fault.contains("top-secret"));
  }

  @Test
  void aMirrorIsAFolderWithOrWithoutItsSlash() throws Exception {
    assertThat(read("models.url: https://mirror.example/models").models())
        .contains(URI.create("https://mirror.example/models/"));
  }

  @Test
  void whatSpeaksIsFoundOrNamedOrNotWanted() throws Exception {
    var program = Files.createFile(home.resolve("engine"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

    assertThat(read("speech.synthesis: off").synthesis()).isEmpty();
    assertThat(read("speech.synthesis: " + program).synthesis()).contains(program);
    assertThat(read("").synthesis()).isEqualTo(EspeakNg.installed());
    assertThat(faults("speech.synthesis: /nowhere/engine")).hasSize(1);
  }

  @Test
  void mailHasAServerOrTwoAndAnAddressThatItComesFrom() throws Exception {
    var mail =
        read("""
        mail:
          url: smtp://ada%40example.com:hunter2@mail.example.com
          backup.url: smtps://backup.example.com
          from: pronto@example.com
        """)
            .mail()
            .orElseThrow();

    assertThat(mail.servers())
        .extracting(Object::toString)
        .containsExactly("mail.example.com:587", "backup.example.com:465");
    assertThat(mail.from().value()).isEqualTo("pronto@example.com");
    assertThat(mail.toString()).doesNotContain("hunter2");
  }

  @Test
  void thePublicAddressIsWhatWasWrittenOrThatOfHostAndPort() throws Exception {
    assertThat(read("http.url: https://pronto.example.com/").http().url(8080))
        .isEqualTo(URI.create("https://pronto.example.com"));
    assertThat(read("http.host: '::1'").http().url(9090))
        .isEqualTo(URI.create("http://[::1]:9090"));
  }

  @Test
  void theDnsServerHasAPortOrTheUsualOne() throws Exception {
    assertThat(read("dns.server: 192.0.2.53").singleSignOn().dns())
        .contains(new InetSocketAddress("192.0.2.53", 53));
    assertThat(read("dns.server: '[2001:db8::53]:5353'").singleSignOn().dns())
        .contains(new InetSocketAddress("2001:db8::53", 5353));
    assertThat(read("sso.private_addresses: true").singleSignOn().privateAddresses()).isTrue();
    assertThat(read("# nothing").singleSignOn())
        .isEqualTo(new Settings.SingleSignOn(Optional.empty(), false));
  }

  @Test
  void anEmptyFileSetsNothing() throws Exception {
    assertThat(read("# nothing yet\n").sip().port()).isEqualTo(5060);
  }

  @Property(tries = 300)
  void whateverTheFileHoldsItIsSettingsOrOneLinePerFault(@ForAll String text) throws IOException {
    var file = Files.createTempFile("pronto", ".yaml");
    try {
      Files.writeString(file, text.replaceAll("[\\ud800-\\udfff]", ""));
      Settings.read(Optional.of(file), Map.of(), file.getParent());
    } catch (BadSettings bad) {
      assertThat(bad.faults()).isNotEmpty().noneMatch(fault -> fault.contains("\n"));
    } finally {
      Files.delete(file);
    }
  }

  private Settings read(String yaml) throws IOException, BadSettings {
    return Settings.read(Optional.of(written(yaml)), Map.of(), home);
  }

  private List<String> faults(String yaml) {
    return catchThrowableOfType(BadSettings.class, () -> read(yaml)).faults();
  }

  private Path written(String yaml) throws IOException {
    return Files.writeString(home.resolve("pronto.yaml"), yaml);
  }
}
