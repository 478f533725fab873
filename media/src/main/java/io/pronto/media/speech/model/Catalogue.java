package io.pronto.media.speech.model;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The models that may be installed. Their checksums are written here and not fetched along with
 * them, so that neither a mirror nor the publisher's server can slip in another.
 *
 * @param models one for each language
 */
public record Catalogue(List<PublishedModel> models) {
  /** Where the publisher keeps the archives. */
  public static final URI PUBLISHER = URI.create("https://alphacephei.com/vosk/models/");

  /** Vosk's small models, Apache 2.0, of 40 to 50 MB. */
  public static final Catalogue VOSK_SMALL =
      new Catalogue(
          List.of(
              new PublishedModel(
                  "en",
                  "vosk-model-small-en-us-0.15",
                  41_205_931,
                  "30f26242c4eb449f948e42cb302dd7a686cb29a3423a8367f99ff41780942498"),
              new PublishedModel(
                  "fr",
                  "vosk-model-small-fr-0.22",
                  42_233_323,
                  "cabf6180e177eb9b3a9a9d43a437bd5e549f3a7d09525e5d69a3fed787be12ad"),
              new PublishedModel(
                  "it",
                  "vosk-model-small-it-0.22",
                  49_665_141,
                  "9ec65e75861d1c6c2e457cccd932705340dcdf233f5b239f00733b4de0bf3267")));

  /** Keeps a copy of {@code models}. */
  public Catalogue {
    models = List.copyOf(models);
  }

  /**
   * Returns the model for {@code language}.
   *
   * @throws InstallFailed naming the languages there are, if it is not one of them
   */
  public PublishedModel require(String language) throws InstallFailed {
    return models.stream()
        .filter(model -> model.language().equals(language))
        .findFirst()
        .orElseThrow(() -> unknown(language));
  }

  private InstallFailed unknown(String language) {
    var known = models.stream().map(PublishedModel::language).collect(Collectors.joining(", "));
    return new InstallFailed(
        "There is no speech model for '%s': choose one of %s".formatted(language, known));
  }
}
