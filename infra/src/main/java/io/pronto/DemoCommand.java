package io.pronto;

import io.pronto.demo.DemoRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job, for real, in a folder of its own. */
@Command(
    name = "demo",
    description = "Has a rented number called, answered, recorded and accounted for, and reports.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--keep", description = "Leaves it running and prints the dashboard's address.")
  private boolean keep;

  @Override
  public Integer call() throws Exception {
    var models = config.settings().data().resolve("models");
    return new DemoRun(spec.commandLine().getOut(), models).run(keep) ? 0 : 1;
  }
}
