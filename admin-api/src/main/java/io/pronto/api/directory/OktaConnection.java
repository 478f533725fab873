package io.pronto.api.directory;

import com.okta.sdk.cache.Cache;
import com.okta.sdk.cache.CacheManager;
import com.okta.sdk.resource.client.ApiClient;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.io.CloseMode;

/**
 * How Okta's client reaches a server that a customer has named: judged by {@link DirectoryHosts},
 * without redirects, cookies or a proxy. An answer has 60 s and 16 MiB.
 */
final class OktaConnection implements AutoCloseable {
  private static final int CONNECT_SECONDS = 5;
  private static final int SILENCE_SECONDS = 30;
  private static final long WHOLE_SECONDS = 60;
  private static final long LARGEST = 16 * 1024 * 1024;

  private final CloseableHttpClient http;
  private final ApiClient client;

  OktaConnection(URI server, String token, DirectoryHosts hosts) {
    var connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setDnsResolver(hosts)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                    .setSocketTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                    .build())
            .build();
    http =
        HttpClients.custom()
            .setConnectionManager(connections)
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(SILENCE_SECONDS, TimeUnit.SECONDS)
                    .build())
            .setUserAgent("Pronto")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableContentCompression()
            .addExecInterceptorFirst(
                "bounds",
                (request, scope, chain) -> {
                  var response = chain.proceed(request, scope);
                  if (response.getEntity() != null) {
                    response.setEntity(new Bounded(response.getEntity()));
                  }
                  return response;
                })
            .build();
    client = new ApiClient(http, new NoCache());
    client.setBasePath(server.toString());
    client.setApiKeyPrefix("SSWS");
    client.setApiKey(token);
  }

  ApiClient client() {
    return client;
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }

  /** A run reads everything once: nothing is kept. */
  private static final class NoCache implements CacheManager {
    @Override
    public <K, V> Cache<K, V> getCache(String name) {
      return new Nothing<>();
    }
  }

  /** The SDK takes null for what is not there. */
  private static final class Nothing<K, V> implements Cache<K, V> {
    @Override
    public V get(K key) {
      return null;
    }

    @Override
    public V put(K key, V value) {
      return null;
    }

    @Override
    public V remove(K key) {
      return null;
    }
  }

  private static final class Bounded extends HttpEntityWrapper {
    Bounded(HttpEntity entity) {
      super(entity);
    }

    @Override
    public InputStream getContent() throws IOException {
      return new BoundedStream(super.getContent());
    }

    /** Says what is not known for sure, so that nobody reserves what a peer says it will send. */
    @Override
    public long getContentLength() {
      return -1;
    }
  }

  private static final class BoundedStream extends FilterInputStream {
    private final long began = System.nanoTime();
    private long read;

    BoundedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      return counted(count, count);
    }

    private int counted(int result, int count) throws IOException {
      read += Math.max(0, count);
      if (read > LARGEST) {
        throw new IOException("it answers more than 16 MiB");
      }
      if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(WHOLE_SECONDS)) {
        throw new IOException("it takes more than 60 s to answer");
      }
      return result;
    }
  }
}
