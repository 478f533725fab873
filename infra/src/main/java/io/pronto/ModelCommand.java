package io.pronto;

import io.pronto.media.speech.model.Catalogue;
import io.pronto.media.speech.model.InstalledModel;
import io.pronto.media.speech.model.ModelInstaller;
import io.pronto.media.speech.model.Models;
import io.pronto.media.speech.model.PublishedModel;
import io.pronto.settings.BadSettings;
import io.pronto.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code model}: the speech models that transcripts are written with. */
@Command(
    name = "model",
    description = "Installs and lists speech models; without one nothing is transcribed.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "install",
      description = "Fetches, verifies and installs a model; goes on where an earlier try broke.",
      mixinStandardHelpOptions = true)
  int install(
      @Mixin ConfigOption config,
      @Parameters(paramLabel = "LANG", description = "en, fr or it.") String language)
      throws BadSettings, IOException {
    var settings = config.settings();
    var catalogue = Catalogue.VOSK_SMALL;
    var bar = new ProgressLine(out(), catalogue.require(language).name());
    var installer = new ModelInstaller(folder(settings), catalogue, source(settings));
    var model = installer.install(language, bar);
    out().println("Installed " + line(model));
    out()
        .println(
            "A running server uses it within seconds, also for recordings that waited for it.");
    out().flush();
    return 0;
  }

  @Command(
      name = "list",
      description = "Says which models are installed, and which could be.",
      mixinStandardHelpOptions = true)
  int list(@Mixin ConfigOption config) throws BadSettings {
    var installed = new Models(folder(config.settings())).list();
    installed.forEach(model -> out().println(line(model)));
    var languages = installed.stream().map(InstalledModel::language).toList();
    Catalogue.VOSK_SMALL.models().stream()
        .filter(model -> !languages.contains(model.language()))
        .forEach(model -> out().println(line(model)));
    out().flush();
    return 0;
  }

  private static Path folder(Settings settings) {
    return settings.data().resolve("models");
  }

  private static URI source(Settings settings) {
    return settings
        .models()
        .map(mirror -> URI.create(mirror.toString().replaceFirst("/*$", "/")))
        .orElse(Catalogue.PUBLISHER);
  }

  private static String line(InstalledModel model) {
    var where = model.folder().toAbsolutePath().normalize();
    return "%s  %s  %s  %s"
        .formatted(model.language(), model.name(), megabytes(model.bytes()), where);
  }

  private static String line(PublishedModel model) {
    return "%s  not installed: ./pronto model install %s fetches %s"
        .formatted(model.language(), model.language(), megabytes(model.bytes()));
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
