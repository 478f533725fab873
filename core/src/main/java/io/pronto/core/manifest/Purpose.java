package io.pronto.core.manifest;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * What calls are recorded for (GDPR, article 5(1)(b)): a recording keeps the purpose of its time.
 *
 * @param text in words, 1 to {@value #LONGEST} characters; of {@link Kind#OTHER} alone, and always
 *     there
 */
public record Purpose(Kind kind, Optional<String> text) {
  /** The longest text. */
  public static final int LONGEST = 200;

  /** What holds where nobody has said anything else. */
  public static final Purpose QUALITY = new Purpose(Kind.QUALITY, Optional.empty());

  private static final String PURPOSE = "purpose";
  private static final String TEXT = "purpose_text";

  /** The purposes that there are. */
  public enum Kind {
    /** To train those who call or are called. */
    TRAINING,
    /** To see that callers are served well. */
    QUALITY,
    /** To prove what was agreed. */
    PROOF_OF_CONTRACT,
    /** To protect people and property. */
    SECURITY,
    /** Another one, which is told in words. */
    OTHER;

    /** As JSON and SQL have it. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #code}; throws {@link IllegalArgumentException} for anything else. */
    public static Kind of(String code) {
      return valueOf(code.toUpperCase(Locale.ROOT));
    }
  }

  /** Refuses a text where there must be none, and none where there must be one. */
  public Purpose {
    if ((kind == Kind.OTHER) != text.filter(words -> !words.isBlank()).isPresent()) {
      throw new IllegalArgumentException("Another purpose, and no else, is told in words");
    }
  }

  /** Writes it beside what else {@code json} has. */
  public JsonObject addTo(JsonObject json) {
    json.put(PURPOSE, kind.code());
    text.ifPresent(words -> json.put(TEXT, words));
    return json;
  }

  /** What {@link #addTo} has written; empty where nothing was. */
  public static Optional<Purpose> in(JsonObject json) {
    return Optional.ofNullable(json.getString(PURPOSE))
        .map(code -> new Purpose(Kind.of(code), Optional.ofNullable(json.getString(TEXT))));
  }
}
