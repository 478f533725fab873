package io.pronto;

import io.pronto.check.Checks;
import io.pronto.check.Finding;
import io.pronto.settings.BadSettings;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code check}: whether {@code start} would find what it needs. */
@Command(
    name = "check",
    description = "Checks the settings and what the machine offers, one line each.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    try {
      var settings = config.settings();
      var from =
          config
              .file()
              .map(file -> file + " and the environment")
              .orElse("defaults and the environment");
      print(out, Finding.good("settings", from));
      var findings = Checks.of(settings);
      findings.forEach(finding -> print(out, finding));
      return findings.stream().anyMatch(Finding::fatal) ? 1 : 0;
    } catch (BadSettings bad) {
      faults(bad).forEach(finding -> print(out, finding));
      return 1;
    }
  }

  private static List<Finding> faults(BadSettings bad) {
    return bad.faults().stream().map(fault -> Finding.bad("settings", fault)).toList();
  }

  private static void print(PrintWriter out, Finding finding) {
    out.println(finding);
    out.flush();
  }
}
