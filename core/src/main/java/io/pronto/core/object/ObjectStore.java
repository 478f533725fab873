package io.pronto.core.object;

import io.pronto.core.subprocessor.ProcessedBy;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A bucket. Every method blocks until the store has answered; none tries twice. A store that is
 * away ({@link StoreAway}), or refuses ({@link StoreRefuses}), is an {@link IOException} that says
 * so in a line without secrets.
 */
public final class ObjectStore implements AutoCloseable {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  /** An object goes no slower than this, in bytes a second. */
  private static final long LEAST_SPEED = 100_000;

  private static final int MOST_READ = 1 << 20;
  private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z0-9.]{1,100})</Code>");

  private final ObjectStoreSettings settings;
  private final S3Signature signature;
  private final URI root;
  private final String prefix;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** The bucket of {@code settings}; nothing is asked of it yet. */
  public ObjectStore(ObjectStoreSettings settings) {
    this.settings = settings;
    this.signature = new S3Signature(settings.region(), settings.accessKey(), settings.secretKey());
    var endpoint = settings.endpoint();
    this.root =
        settings.pathStyle()
            ? URI.create(endpoint.getScheme() + "://" + endpoint.getAuthority())
            : URI.create(
                endpoint.getScheme() + "://" + settings.bucket() + "." + endpoint.getAuthority());
    this.prefix = settings.pathStyle() ? "/" + settings.bucket() + "/" : "/";
  }

  /** Whose it is. */
  public ProcessedBy processedBy() {
    return settings.processedBy();
  }

  /**
   * Puts {@code file} there as {@code key}, and does not believe that it is there before the store
   * has shown that it has every byte: by the file's MD5, or else by reading it back.
   */
  public void put(String key, Path file) throws IOException {
    var sums = Sums.of(file);
    var headers =
        Map.of(
            "content-md5",
            Base64.getEncoder().encodeToString(sums.md5()),
            "content-type",
            "application/octet-stream");
    var limit = ANSWER_LIMIT.plusSeconds(sums.length() / LEAST_SPEED);
    var answer =
        send("PUT", key, headers, BodyPublishers.ofFile(file), sums.sha256Hex(), limit, true);
    drain(answer);
    var there = head(key);
    var tag = there.headers().firstValue("etag").orElse("").replace("\"", "");
    boolean same =
        length(there) == sums.length()
            && (tag.equalsIgnoreCase(HexFormat.of().formatHex(sums.md5()))
                || sums.equals(readBack(key, limit)));
    if (!same) {
      throw new IOException("%s does not hold %s as it was sent".formatted(settings, key));
    }
  }

  /** How long the object {@code key} is; empty when there is none. */
  public OptionalLong size(String key) throws IOException {
    try {
      return OptionalLong.of(length(head(key)));
    } catch (NoSuchFileException none) {
      return OptionalLong.empty();
    }
  }

  /**
   * Reads the object {@code key} from {@code offset} on into {@code into}, at most a mebibyte;
   * returns how many bytes that were.
   *
   * @throws NoSuchFileException when there is none
   */
  public int read(String key, long offset, ByteBuffer into) throws IOException {
    int wanted = Math.min(into.remaining(), MOST_READ);
    if (wanted == 0) {
      return 0;
    }
    var range = Map.of("range", "bytes=%d-%d".formatted(offset, offset + wanted - 1));
    var answer = send("GET", key, range, ANSWER_LIMIT);
    try (var body = answer.body()) {
      if (answer.statusCode() != 206) {
        throw new IOException(settings + " does not give parts of objects");
      }
      var bytes = body.readNBytes(wanted);
      into.put(bytes);
      return bytes.length;
    }
  }

  /** Deletes the object {@code key}; harmless when there is none. */
  public void delete(String key) throws IOException {
    try {
      drain(send("DELETE", key, Map.of(), ANSWER_LIMIT));
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  /** Puts a small object there and takes it away again: what a start and a check want to know. */
  public void tryOut() throws IOException {
    var file = Files.createTempFile("pronto", ".try");
    try {
      Files.writeString(file, "Pronto was here");
      var key = ".pronto-try/" + Instant.now().toEpochMilli();
      put(key, file);
      delete(key);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  @Override
  public String toString() {
    return settings.toString();
  }

  private Sums readBack(String key, Duration limit) throws IOException {
    var answer = send("GET", key, Map.of(), limit);
    try (var body = answer.body()) {
      return Sums.of(body);
    }
  }

  private HttpResponse<InputStream> head(String key) throws IOException {
    var answer = send("HEAD", key, Map.of(), ANSWER_LIMIT);
    drain(answer);
    return answer;
  }

  private static long length(HttpResponse<?> answer) {
    return answer.headers().firstValueAsLong("content-length").orElse(-1);
  }

  private HttpResponse<InputStream> send(
      String method, String key, Map<String, String> headers, Duration limit) throws IOException {
    return send(
        method, key, headers, BodyPublishers.noBody(), S3Signature.OF_NOTHING, limit, false);
  }

  private HttpResponse<InputStream> send(
      String method,
      String key,
      Map<String, String> headers,
      BodyPublisher body,
      String sha256,
      Duration limit,
      boolean bucketIsMeant)
      throws IOException {
    var path = S3Signature.encode(prefix + key);
    var signed = new TreeMap<>(headers);
    signed.put("host", root.getAuthority());
    var added = signature.sign(method, path, "", signed, sha256, Instant.now());
    var request = HttpRequest.newBuilder(URI.create(root + path)).timeout(limit);
    request.method(method, body);
    headers.forEach(request::header);
    added.forEach(request::header);
    try {
      var answer = client.send(request.build(), BodyHandlers.ofInputStream());
      if (answer.statusCode() / 100 != 2) {
        throw refusal(answer, key, bucketIsMeant);
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("Interrupted while " + settings + " was asked");
    } catch (NoSuchFileException | StoreRefuses told) {
      throw told;
    } catch (ConnectException | HttpConnectTimeoutException | NoRouteToHostException e) {
      throw new StoreAway("%s does not answer: %s".formatted(settings, why(e)), e);
    } catch (IOException e) {
      throw new IOException("%s does not answer: %s".formatted(settings, why(e)), e);
    }
  }

  private IOException refusal(HttpResponse<InputStream> answer, String key, boolean bucketIsMeant)
      throws IOException {
    String said;
    try (var body = answer.body()) {
      said = new String(body.readNBytes(4096), StandardCharsets.UTF_8);
    }
    var code = CODE.matcher(said);
    var word = code.find() ? code.group(1) : "";
    if (answer.statusCode() == 404 && !word.equals("NoSuchBucket") && !bucketIsMeant) {
      return new NoSuchFileException(key);
    }
    return new StoreRefuses(
        answer.statusCode(),
        "%s answers %d %s".formatted(settings, answer.statusCode(), word).strip());
  }

  private static String why(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static void drain(HttpResponse<InputStream> answer) throws IOException {
    try (var body = answer.body()) {
      body.skip(Long.MAX_VALUE);
    }
  }
}
