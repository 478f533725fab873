package io.pronto.settings;

import io.pronto.core.mail.MailSettings;
import io.pronto.core.subprocessor.ConfiguredWay;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.Subprocessor;
import io.pronto.core.subprocessor.Use;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A way by which the settings let customers' data out of the product.
 *
 * @param key by which they say to whom
 * @param whereto what it leads to, as a log has it
 * @param use what whoever is there is used for
 */
public record WayOut(String key, String whereto, Use use, ProcessedBy processedBy) {
  private static final List<Key> MAIL =
      List.of(Key.MAIL_SUBPROCESSOR, Key.MAIL_BACKUP_SUBPROCESSOR);

  /** All that {@code settings} have. */
  public static List<WayOut> of(Settings settings) {
    var all = new ArrayList<WayOut>();
    var servers = settings.mail().map(MailSettings::servers).orElse(List.of());
    for (int i = 0; i < servers.size(); i++) {
      var server = servers.get(i);
      all.add(
          new WayOut(MAIL.get(i).text(), server.toString(), Use.EMAIL_RELAY, server.processedBy()));
    }
    settings
        .recordings()
        .ifPresent(
            bucket ->
                all.add(
                    new WayOut(
                        Key.RECORDING_S3_SUBPROCESSOR.text(),
                        bucket.toString(),
                        Use.OBJECT_STORAGE,
                        bucket.processedBy())));
    return List.copyOf(all);
  }

  /** As the API knows it. */
  public ConfiguredWay configured() {
    var use =
        key.equals(Key.RECORDING_S3_SUBPROCESSOR.text()) ? Use.OBJECT_STORAGE : Use.EMAIL_RELAY;
    return new ConfiguredWay(use, key, whereto, processedBy);
  }

  /**
   * What is wrong with it by what the register says of its subprocessor on the day {@code today}:
   * nothing goes out by it, or what does was not announced; empty where all is well.
   *
   * @param named what there is of it; empty where it is not in the register
   */
  public Optional<String> fault(Optional<Subprocessor> named, LocalDate today) {
    if (named.isEmpty()) {
      return Optional.of("is not in the register: nothing goes out by it");
    }
    return switch (named.get().state(today)) {
      case IN_FORCE ->
          named
              .filter(one -> !one.details(today).uses().contains(use))
              .map(_ -> "is not announced for %s: announce that change".formatted(use.code()));
      case ANNOUNCED ->
          Optional.of(
              "is announced, in force from %s: nothing goes out by it until then"
                  .formatted(named.get().announced(today).getFirst().effectiveOn()));
      case ENDED ->
          Optional.of(
              "is in the register no longer since %s: nothing goes out by it"
                  .formatted(named.get().latest().effectiveOn()));
    };
  }
}
