package io.trailmark.commandside.webhookout;

import io.trailmark.commandside.delivery.Delivery;
import io.trailmark.commandside.webhookout.OutgoingWebhooks.Target;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends to one target. A name is looked up once for each connection, and that connection goes to an
 * address that was looked at: who changes what the name leads to in between changes nothing.
 * Follows no redirect, and neither a long answer nor one that trickles in holds it up.
 */
final class WebhookClient implements AutoCloseable {
  private static final Timeout CONNECT = Timeout.ofSeconds(5);
  private static final Timeout ANSWER = Timeout.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final int LONGEST_ANSWER = 64 << 10;
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("webhook-watch").daemon().factory());

  private final Target target;
  private final byte[] key;
  private final CloseableHttpClient http;
  private final Clock machine = Clock.systemUTC();

  WebhookClient(Target target) {
    this.target = target;
    this.key = WebhookSignature.key("secret", target.secret());
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(new Looked(target.inside()))
                    .setMaxConnPerRoute(target.parallel())
                    .setMaxConnTotal(target.parallel())
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(ANSWER)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom()
                    .setResponseTimeout(ANSWER)
                    .setConnectionRequestTimeout(CONNECT)
                    .build())
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .setUserAgent("Trailmark")
            .build();
  }

  private record Looked(boolean inside) implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return inside ? InetAddress.getAllByName(host) : PublicAddresses.of(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }

  /**
   * Sends, and throws as {@link Delivery#deliver(Delivery.Message)} does. The receiver knows by the
   * id what it has had: so what may have gone out is tried again as well.
   *
   * @param id the same whenever it is tried
   */
  void send(String id, String body) {
    long seconds = machine.instant().getEpochSecond();
    HttpPost post = new HttpPost(target.uri());
    post.setHeader("webhook-id", id);
    post.setHeader("webhook-timestamp", Long.toString(seconds));
    post.setHeader("webhook-signature", WebhookSignature.of(key, id, seconds, body));
    post.setEntity(
        new StringEntity(body, ContentType.APPLICATION_JSON.withCharset(StandardCharsets.UTF_8)));
    ScheduledFuture<?> watch =
        WATCH.schedule(post::abort, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    try {
      int code = http.execute(post, WebhookClient::code);
      judge(code);
    } catch (PublicAddresses.Inside e) {
      throw new Delivery.Refused("the webhook's address is not a public one");
    } catch (IOException e) {
      throw new Delivery.NotSent(e.getClass().getSimpleName());
    } finally {
      watch.cancel(false);
    }
  }

  private static int code(ClassicHttpResponse response) throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity != null) {
      try (InputStream body = entity.getContent()) {
        if (body.readNBytes(LONGEST_ANSWER).length == LONGEST_ANSWER) {
          // The rest is nobody's business: the connection ends here.
          response.close();
        }
      }
    }
    return response.getCode();
  }

  private static void judge(int code) {
    if (code >= 200 && code < 300) {
      return;
    }
    String said = "HTTP " + code;
    boolean later = code >= 500 || code == 408 || code == 425 || code == 429;
    throw later ? new Delivery.NotSent(said) : new Delivery.Refused(said);
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
