package io.pronto;

import io.pronto.media.speech.model.Catalogue;
import io.pronto.media.speech.model.InstallFailed;
import io.pronto.media.speech.model.ModelInstaller;
import io.pronto.media.speech.model.Models;
import io.pronto.settings.BadSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model}: the speech models that recordings are transcribed with. */
@Command(
    name = "model",
    description = "Installs and lists speech models.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(
      name = "install",
      description = "Fetches a model, checks it, and makes it ready; goes on where it stopped.",
      mixinStandardHelpOptions = true)
  private int install(
      @Mixin ConfigOption config,
      @Parameters(paramLabel = "LANG", description = "en, fr or it.") String language)
      throws BadSettings, IOException {
    var settings = config.settings();
    var source = settings.models().orElse(Catalogue.PUBLISHER);
    var installer = new ModelInstaller(folder(settings.data()), Catalogue.VOSK_SMALL, source);
    var bar = new ProgressLine(out());
    try {
      var model = installer.install(language, bar);
      bar.end();
      out().printf("%s is ready: %s%n", model.name(), model.folder());
      return 0;
    } catch (InstallFailed e) {
      bar.end();
      spec.commandLine().getErr().println("pronto: " + e.getMessage());
      return 1;
    }
  }

  @Command(
      name = "list",
      description = "Shows which models are installed, and which could be.",
      mixinStandardHelpOptions = true)
  private int list(@Mixin ConfigOption config) throws BadSettings {
    var installed = new Models(folder(config.settings().data())).list();
    for (var model : installed) {
      out()
          .printf(
              "%s  installed  %s, %d MB%n",
              model.language(), model.name(), model.bytes() / 1_000_000);
    }
    for (var model : Catalogue.VOSK_SMALL.models()) {
      if (installed.stream().noneMatch(one -> one.language().equals(model.language()))) {
        out()
            .printf(
                "%s  -          %s, %d MB to fetch: ./pronto model install %s%n",
                model.language(), model.name(), model.bytes() / 1_000_000, model.language());
      }
    }
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static Path folder(Path data) {
    return data.resolve("models");
  }
}
