package io.pronto.server;

import io.pronto.core.db.Database;
import io.pronto.core.seal.MasterKey;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.core.wholesale.ProviderAccounts;
import io.pronto.settings.Settings;
import io.pronto.settings.WayOut;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says at a start which ways out of the product name no subprocessor, or one that is none. */
final class WaysOut {
  private static final Logger LOG = LoggerFactory.getLogger(WaysOut.class);

  private WaysOut() {}

  static void tell(Settings settings, Database database, MasterKey master) {
    var register = new SubprocessorRegister(database, InstantSource.system());
    WayOut.of(settings).forEach(way -> tell(way, register));
    new ProviderAccounts(database, master)
        .enabled().stream()
            .filter(account -> account.processedBy() instanceof ProcessedBy.Unsaid)
            .forEach(
                account ->
                    LOG.atWarn()
                        .addKeyValue("provider", account.id())
                        .log(
                            "A number provider names no subprocessor: nobody's objection keeps its"
                                + " numbers away; set its subprocessor_id"));
    tellOfCarriers(database);
  }

  /** Carriers by the names that the operator gave them: they are not a customer's. */
  private static void tellOfCarriers(Database database) {
    var unsaid =
        database.asOperator(
            tx ->
                tx.query(
                    """
                    select id from carrier c where subprocessor_id is null
                       and exists (select from trunk where carrier_id = c.id) order by id
                    """));
    unsaid.forEach(
        row ->
            LOG.atWarn()
                .addKeyValue("carrier", row.getString("id"))
                .log(
                    "A carrier names no subprocessor: nobody's objection keeps calls off its"
                        + " trunks; set its subprocessor_id"));
  }

  private static void tell(WayOut way, SubprocessorRegister register) {
    switch (way.processedBy()) {
      case ProcessedBy.Ourselves _ -> {}
      case ProcessedBy.Named(var id) -> {
        way.fault(register.find(id), register.today())
            .ifPresent(
                why -> LOG.atWarn().log("{}: {} ({}) {}", way.key(), id, way.whereto(), why));
      }
      case ProcessedBy.Unsaid _ ->
          LOG.atWarn()
              .log(
                  "{} is not set: nobody's objection keeps data off {}; set its id of"
                      + " /v1/subprocessors, or own",
                  way.key(),
                  way.whereto());
    }
  }
}
