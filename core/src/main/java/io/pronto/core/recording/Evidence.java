package io.pronto.core.recording;

import io.pronto.core.manifest.EvidenceDiffers;
import io.pronto.core.manifest.Manifest;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What the parties were told before a recording began (GDPR, articles 7(1) and 13), as it stands in
 * the clear head of the sealed file, for which the file's key vouches, and beside it in the
 * manifest. By its {@code policy} they were told nothing, told, or told that they may refuse by a
 * key.
 *
 * @param json {@code {"policy", "prompt", "sha256", "from", "heard": {"caller", "called"}}}; where
 *     they were told nothing {@code {"policy", "ground"}}
 */
record Evidence(JsonObject json) {
  /**
   * {@code none}, {@code notice} or {@code refusable}; evidence of before it was bound has none.
   */
  private static final String POLICY = "policy";

  private static final String UNTOLD = "none";
  private static final List<String> SIDES = List.of("caller", "called");

  /** Whether what {@code manifest} keeps is evidence of a recording that it is bound to. */
  static boolean isOfBound(Manifest manifest) {
    return manifest.notice().filter(said -> said.containsKey(POLICY)).isPresent();
  }

  /**
   * Compares it with what is {@code kept} beside the file.
   *
   * @throws EvidenceDiffers when that is missing or another, or when it does not show that both
   *     parties have heard the whole notice and neither refused, unless the policy was to tell none
   */
  void vouchFor(Optional<JsonObject> kept) {
    if (kept.isEmpty()) {
      throw new EvidenceDiffers(
          "The evidence of what the parties were told is gone; it was bound to the recording");
    }
    if (!json.equals(kept.get())) {
      throw new EvidenceDiffers(
          "The evidence of what the parties were told is not that which was bound to the"
              + " recording");
    }
    if (!UNTOLD.equals(json.getString(POLICY)) && !isGranted()) {
      throw new EvidenceDiffers(
          "The evidence bound to the recording does not show that both parties heard the notice and"
              + " let it be recorded");
    }
  }

  private boolean isGranted() {
    var heard = json.getJsonObject("heard", new JsonObject());
    return !json.containsKey("refused_by")
        && SIDES.stream()
            .allMatch(
                side -> heard.getJsonObject(side, new JsonObject()).getBoolean("whole", false));
  }
}
