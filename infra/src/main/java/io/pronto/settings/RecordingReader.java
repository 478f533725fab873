package io.pronto.settings;

import io.pronto.core.object.ObjectStoreSettings;
import io.pronto.core.subprocessor.ProcessedBy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads where recordings are kept. */
final class RecordingReader {
  /** "General purpose buckets naming rules", Amazon S3 User Guide. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private static final List<Key> NEEDED =
      List.of(
          Key.RECORDING_S3_ENDPOINT,
          Key.RECORDING_S3_BUCKET,
          Key.RECORDING_S3_ACCESS_KEY,
          Key.RECORDING_S3_SECRET_KEY);

  private final Entries entries;

  RecordingReader(Entries entries) {
    this.entries = entries;
  }

  /** The bucket to which recordings are moved; empty where they stay on the disk. */
  Optional<ObjectStoreSettings> read() {
    if (!entries.parsed(Key.RECORDING_STORE, RecordingReader::isS3).orElse(false)) {
      Stream.concat(NEEDED.stream(), Stream.of(Key.RECORDING_S3_SUBPROCESSOR))
          .filter(entries::has)
          .findFirst()
          .ifPresent(
              key -> entries.refuse(key, "set recording.store to s3 too, or leave this out"));
      return Optional.empty();
    }
    var missing = NEEDED.stream().filter(key -> !entries.has(key)).map(Key::text).toList();
    if (!missing.isEmpty()) {
      entries.refuse(Key.RECORDING_STORE, "s3 needs %s too".formatted(String.join(", ", missing)));
      return Optional.empty();
    }
    var endpoint = entries.parsed(Key.RECORDING_S3_ENDPOINT, this::endpoint);
    var bucket = entries.parsed(Key.RECORDING_S3_BUCKET, RecordingReader::bucket);
    boolean pathStyle =
        entries.parsed(Key.RECORDING_S3_PATH_STYLE, SettingsReader::yes).orElse(true);
    var by =
        entries
            .parsed(Key.RECORDING_S3_SUBPROCESSOR, ProcessedBy::of)
            .orElseGet(ProcessedBy.Unsaid::new);
    return endpoint.flatMap(
        host ->
            bucket.map(
                name ->
                    new ObjectStoreSettings(
                        host,
                        name,
                        entries.text(Key.RECORDING_S3_REGION).orElse("us-east-1"),
                        entries.text(Key.RECORDING_S3_ACCESS_KEY).orElseThrow(),
                        entries.text(Key.RECORDING_S3_SECRET_KEY).orElseThrow(),
                        pathStyle,
                        by)));
  }

  private static boolean isS3(String text) {
    return switch (text) {
      case "file" -> false;
      case "s3" -> true;
      default ->
          throw new IllegalArgumentException(
              "\"%s\" is neither file nor s3; leave the key out for file".formatted(text));
    };
  }

  private URI endpoint(String text) {
    var example = "https://s3.eu-west-3.amazonaws.com";
    var uri = entries.uri(text, example, "https", "http");
    if (!uri.getPath().matches("/?") || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new IllegalArgumentException("more than a host and a port; write it like " + example);
    }
    return URI.create(uri.getScheme() + "://" + uri.getAuthority());
  }

  private static String bucket(String text) {
    if (BUCKET.matcher(text).matches()) {
      return text;
    }
    throw new IllegalArgumentException(
        "\"%s\" is not a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens"
            .formatted(text));
  }
}
