package io.pronto.api.resource;

import io.pronto.api.contract.Fault;
import io.pronto.api.web.Handler;
import io.pronto.api.web.Problem;
import io.pronto.api.web.Reply;
import io.pronto.api.web.Request;
import io.pronto.api.web.Resource;
import io.pronto.core.prompt.PromptInUse;
import io.pronto.core.prompt.PromptSound;
import io.pronto.core.prompt.PromptStore;
import io.pronto.core.prompt.PromptsFull;
import io.pronto.core.prompt.SpeechSynthesis;
import io.pronto.core.prompt.StoredPrompt;
import io.pronto.core.prompt.Unconfirmed;
import io.pronto.core.sound.NotSound;
import io.pronto.core.sound.Sound;
import io.pronto.core.sound.WavFile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** What an organisation has its callers hear: sent as files, or spoken by the server. */
public final class PromptsApi implements Resource {
  private static final Duration A_WHILE = Duration.ofSeconds(5);

  private final PromptStore prompts;
  private final Optional<SpeechSynthesis> speech;

  /** A sound takes some 100 MiB while it is read: one at a time. */
  private final Semaphore reading = new Semaphore(1);

  /** Keeps them in {@code prompts}; {@code speech} speaks texts, if there is any. */
  public PromptsApi(PromptStore prompts, Optional<SpeechSynthesis> speech) {
    this.prompts = prompts;
    this.speech = speech;
  }

  @Override
  public Map<String, Handler> handlers() {
    return Map.of(
        "list_prompts", this::list,
        "create_prompt", this::create,
        "get_prompt", this::read,
        "update_prompt", this::change,
        "delete_prompt", this::delete,
        "get_prompt_audio", this::hear,
        "upload_prompt_audio", this::upload,
        "delete_prompt_audio", this::silence,
        "speak_prompt", this::speak);
  }

  private Reply list(Request request) {
    return Reply.page(prompts.list(request.organisation(), request.page()).map(PromptsApi::json));
  }

  private Reply create(Request request) {
    var body = request.body();
    var language = body.getString("language");
    var said = Optional.ofNullable(body.getString("text")).map(text -> spoken(text, language));
    try {
      return Reply.created(
          json(prompts.create(request.organisation(), body.getString("name"), language, said)));
    } catch (PromptsFull full) {
      throw Problem.conflict(
          "prompts_full", "There are %d prompts; delete one first".formatted(PromptStore.MOST));
    }
  }

  private Reply read(Request request) {
    return Reply.ok(json(found(request)));
  }

  private Reply change(Request request) {
    return prompts
        .change(
            request.organisation(),
            request.path("id"),
            before -> {
              request.requireMatch(json(before));
              return new StoredPrompt(
                  before.id(),
                  request.body().getString("name", before.name()),
                  request.body().getString("language", before.language()),
                  before.sounds(),
                  before.createdAt());
            })
        .map(prompt -> Reply.ok(json(prompt)))
        .orElseThrow(Problem::notFound);
  }

  private Reply delete(Request request) {
    try {
      return Reply.gone(
          prompts.delete(
              request.organisation(),
              request.path("id"),
              prompt -> request.requireMatch(json(prompt))));
    } catch (PromptInUse used) {
      throw inUse(used);
    }
  }

  /** The tag is of the sound alone: whoever keeps it need not take it again. */
  private Reply hear(Request request) {
    var prompt = found(request);
    var sound = prompt.in(language(request, prompt)).orElseThrow(PromptsApi::nothingToHear);
    var tag = '"' + sound.sha256() + '"';
    var known = request.query("If-None-Match");
    if (known.filter(tags -> tags.equals("*") || tags.contains(tag)).isPresent()) {
      return new Reply.With(new Reply.Unchanged(), Map.of("ETag", tag));
    }
    var wav =
        prompts
            .sound(request.organisation(), prompt.id(), sound.language())
            .map(WavFile::of)
            .orElseThrow(PromptsApi::nothingToHear);
    var headers =
        Map.of(
            "Content-Type",
            "audio/wav",
            "ETag",
            tag,
            "Content-Disposition",
            "inline; filename=\"" + prompt.id() + ".wav\"");
    return new Reply.Bytes(200, headers, wav.length, out -> out.write(wav));
  }

  private Reply upload(Request request) {
    var prompt = found(request);
    return say(
        request,
        prompt,
        new PromptStore.Said(language(request, prompt), sent(request), Optional.empty()));
  }

  private Reply speak(Request request) {
    var prompt = found(request);
    var text = request.body().getString("text");
    if (text == null) {
      throw Problem.invalid("/text", "required", "Is missing");
    }
    return say(request, prompt, spoken(text, language(request, prompt)));
  }

  private Reply silence(Request request) {
    var prompt = found(request);
    var language = language(request, prompt);
    if (prompt.in(language).isEmpty()) {
      throw nothingToHear();
    }
    try {
      return Reply.gone(prompts.silence(request.organisation(), prompt.id(), language));
    } catch (PromptInUse used) {
      throw inUse(used);
    }
  }

  private Reply say(Request request, StoredPrompt prompt, PromptStore.Said said) {
    boolean confirmed = request.query("names_key_9").filter("true"::equals).isPresent();
    try {
      return prompts
          .say(request.organisation(), prompt.id(), said, confirmed)
          .map(after -> Reply.ok(json(after)))
          .orElseThrow(Problem::notFound);
    } catch (Unconfirmed e) {
      throw Problem.invalid("/query/names_key_9", "confirmation_required", VoicesApi.CONFIRM);
    }
  }

  private Sound sent(Request request) {
    if (!reading.tryAcquire()) {
      throw Problem.later(503, "busy", "Another sound is being read; try again shortly", A_WHILE);
    }
    try {
      return WavFile.sound(Files.readAllBytes(request.table().orElseThrow()));
    } catch (NotSound e) {
      throw Problem.invalid("", e.code(), e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      reading.release();
    }
  }

  private PromptStore.Said spoken(String text, String language) {
    if (text.isBlank()) {
      throw Problem.invalid("/text", "empty", "Must have something to say");
    }
    var engine =
        speech.orElseThrow(
            () ->
                Problem.conflict(
                    "no_speech_engine",
                    "/text",
                    "The server has nothing that speaks: install espeak-ng on it and start it"
                        + " anew, or send the prompt as a WAV file"));
    try {
      return new PromptStore.Said(language, engine.speak(text, language), Optional.of(text));
    } catch (SpeechSynthesis.Failed e) {
      throw e.later()
          ? Problem.later(503, "busy", e.getMessage() + "; try again shortly", A_WHILE)
          : Problem.invalid("/text", "not_spoken", e.getMessage());
    }
  }

  private StoredPrompt found(Request request) {
    return prompts.find(request.organisation(), request.path("id")).orElseThrow(Problem::notFound);
  }

  private static String language(Request request, StoredPrompt prompt) {
    return request.query("language").orElse(prompt.language());
  }

  private static Problem nothingToHear() {
    return Problem.conflict("nothing_to_hear", "The prompt says nothing in that language");
  }

  private static Problem inUse(PromptInUse used) {
    return Problem.conflict(
        "prompt_in_use",
        "The prompt is heard somewhere: choose another there first; see errors",
        used.uses().stream()
            .map(use -> new Fault("", "prompt_in_use", "It is heard as " + use))
            .toList());
  }

  private static JsonObject json(StoredPrompt prompt) {
    return new JsonObject()
        .put("id", prompt.id())
        .put("name", prompt.name())
        .put("language", prompt.language())
        .put("sounds", new JsonArray(prompt.sounds().stream().map(PromptsApi::json).toList()))
        .put("created_at", prompt.createdAt());
  }

  private static JsonObject json(PromptSound sound) {
    return new JsonObject()
        .put("language", sound.language())
        .put("text", sound.text().orElse(null))
        .put("sha256", sound.sha256())
        .put("duration", sound.length().toMillis() / 1000.0)
        .put("changed_at", sound.changedAt());
  }
}
