package io.pronto.settings;

import io.pronto.core.mail.MailSettings;
import io.pronto.core.subprocessor.ProcessedBy;
import java.util.ArrayList;
import java.util.List;

/**
 * A way by which the settings let customers' data out of the product.
 *
 * @param key by which they say to whom
 * @param whereto what it leads to, as a log has it
 */
public record WayOut(String key, String whereto, ProcessedBy processedBy) {
  private static final List<Key> MAIL =
      List.of(Key.MAIL_SUBPROCESSOR, Key.MAIL_BACKUP_SUBPROCESSOR);

  /** All that {@code settings} have. */
  public static List<WayOut> of(Settings settings) {
    var all = new ArrayList<WayOut>();
    var servers = settings.mail().map(MailSettings::servers).orElse(List.of());
    for (int i = 0; i < servers.size(); i++) {
      var server = servers.get(i);
      all.add(new WayOut(MAIL.get(i).text(), server.toString(), server.processedBy()));
    }
    settings
        .recordings()
        .ifPresent(
            bucket ->
                all.add(
                    new WayOut(
                        Key.RECORDING_S3_SUBPROCESSOR.text(),
                        bucket.toString(),
                        bucket.processedBy())));
    return List.copyOf(all);
  }
}
