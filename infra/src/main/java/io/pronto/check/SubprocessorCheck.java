package io.pronto.check;

import io.pronto.core.db.Database;
import io.pronto.core.subprocessor.ProcessedBy;
import io.pronto.core.subprocessor.SubprocessorRegister;
import io.pronto.server.DatabaseFault;
import io.pronto.settings.Settings;
import io.pronto.settings.WayOut;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;

/**
 * Looks whether each way out of the product says which subprocessor it leads to, and whether that
 * is in force, where the register is in a database of the operator's: the embedded one is not
 * asked.
 */
final class SubprocessorCheck {
  private SubprocessorCheck() {}

  static List<Finding> of(Settings settings) {
    return WayOut.of(settings).stream().map(way -> finding(settings, way)).toList();
  }

  private static Finding finding(Settings settings, WayOut way) {
    return switch (way.processedBy()) {
      case ProcessedBy.Named(var id) ->
          settings
              .database()
              .filter(url -> DatabaseFault.of(url).isEmpty())
              .map(url -> registered(url, way, id))
              .orElseGet(() -> Finding.good(way.key(), id + ": used where the register says so"));
      case ProcessedBy.Ourselves _ -> Finding.good(way.key(), "the operator's own");
      case ProcessedBy.Unsaid _ ->
          Finding.poor(
              way.key(),
              "not set: nobody's objection keeps data off "
                  + way.whereto()
                  + "; set its id of /v1/subprocessors, or own");
    };
  }

  private static Finding registered(String url, WayOut way, String id) {
    var vertx = Vertx.vertx();
    try (var database = new Database(vertx, url)) {
      var register = new SubprocessorRegister(database, InstantSource.system());
      return way.fault(register.find(id), register.today())
          .map(why -> Finding.poor(way.key(), id + ' ' + why))
          .orElseGet(
              () -> Finding.good(way.key(), id + ": in force, but where somebody objects to it"));
    } catch (RuntimeException e) { // a database in which no server has ever started has no register
      return Finding.poor(way.key(), id + ": the register cannot be read: " + e.getMessage());
    } finally {
      vertx.close().await();
    }
  }
}
