package io.trailmark.commandside.smtp;

import static io.trailmark.commandside.CommandSide.TWO_SEQUENCES;
import static io.trailmark.commandside.CommandSide.eventually;
import static io.trailmark.commandside.CommandSide.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.trailmark.commandside.CommandSide;
import io.trailmark.eventstore.PostgresBusinessClock;
import io.trailmark.eventstore.TestPostgres;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** E-mail by a mail server: a real one, whose mails are read back, and one that misbehaves. */
class SmtpTest {
  private static final String NOON = "2011-03-01T12:00:00Z";
  private static final double TEN_DAYS_A_SECOND = 864_000;

  private final GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());

  @BeforeEach
  void start() {
    mail.start();
  }

  @AfterEach
  void stop() {
    mail.stop();
  }

  private static CommandSide sendingTo(int port, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                TWO_SEQUENCES,
                "--trailmark.smtp.host=127.0.0.1",
                "--trailmark.smtp.port=" + port,
                "--trailmark.shop.name=A Shop",
                "--trailmark.shop.url=https://shop.example",
                "--trailmark.shop.address=1 High Street, Ambleside",
                "--trailmark.smtp.from=A Shop <shop@shop.example>",
                "--trailmark.smtp.reply-to=care@shop.example",
                "--trailmark.smtp.answer-within=2s",
                "--trailmark.delivery.pause=50ms"));
    arguments.addAll(List.of(more));
    return CommandSide.start(TestPostgres.freshDatabase(), NOON, arguments.toArray(String[]::new));
  }

  @Test
  void refusesToSendMailFromNobodyKnows() {
    assertThatThrownBy(
            () ->
                CommandSide.start(
                    NOON,
                    "--trailmark.smtp.host=127.0.0.1",
                    "--trailmark.smtp.from=A Shop <shop@shop.example>",
                    "--trailmark.shop.name=A Shop"))
        .rootCause()
        .hasMessageContaining("trailmark.shop.name, .url and .address");
  }

  private static List<String> events(CommandSide app, String customer, String type) {
    return app.events(customer).stream().filter(e -> e.startsWith(type + " ")).toList();
  }

  private static void speed(CommandSide app, double speed) {
    app.bean(PostgresBusinessClock.class).setSpeed(speed);
  }

  /** Her first message is soon due. */
  private static void shopping(CommandSide app) {
    app.put("/v1/customers/ann", "{\"email\":\"ann@example.invalid\"}");
    app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
    speed(app, TEN_DAYS_A_SECOND);
  }

  private static String header(MimeMessage message, String name) throws Exception {
    String[] all = message.getHeader(name);
    assertThat(all).as(name).hasSize(1);
    return all[0];
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
    return matcher.group(1);
  }

  private static HttpResponse<String> send(String method, String url, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void sendsAMailThatIsUnsubscribedFromByOneClick() throws Exception {
    try (CommandSide app =
        sendingTo(mail.getSmtp().getPort(), "--trailmark.smtp.unsubscribe=off@shop.example")) {
      shopping(app);
      eventually(() -> mail.getReceivedMessages().length == 1);
      speed(app, 1);
      eventually(() -> !events(app, "ann", "MessageSent").isEmpty());
      MimeMessage message = mail.getReceivedMessages()[0];

      assertThat(message.getFrom()[0]).hasToString("A Shop <shop@shop.example>");
      assertThat(message.getReplyTo()[0]).hasToString("care@shop.example");
      assertThat(message.getAllRecipients()).hasSize(1);
      assertThat(message.getAllRecipients()[0]).hasToString("ann@example.invalid");
      assertThat(header(message, "Message-ID")).matches("<[A-Za-z0-9_-]{32}@shop\\.example>");
      assertThat(message.getSentDate().toInstant().toString()).startsWith("2011-03-0");
      assertThat(header(message, "Auto-Submitted")).isEqualTo("auto-generated");
      assertThat(header(message, "List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
      String list = header(message, "List-Unsubscribe");
      assertThat(list).contains("<mailto:off@shop.example?subject=unsubscribe>");
      assertThat(message.getContentType()).startsWith("multipart/alternative");
      MimeMultipart parts = (MimeMultipart) message.getContent();
      assertThat(parts.getCount()).isEqualTo(2);
      BodyPart text = parts.getBodyPart(0);
      BodyPart html = parts.getBodyPart(1);
      assertThat(text.getContentType()).startsWith("text/plain");
      assertThat(html.getContentType()).startsWith("text/html");
      String link = found("<(http[^>]+)>", list);
      assertThat(link).startsWith("http://localhost:").contains("/u/");
      assertThat((String) text.getContent()).contains(link);
      assertThat((String) html.getContent()).contains(link.replace("&", "&amp;"));

      assertThat(send("GET", link, "").body()).contains("<form method=\"post\">");
      assertThat(send("HEAD", link, "").statusCode()).isEqualTo(200);
      assertThat(events(app, "ann", "ActivityRecorded")).noneMatch(e -> e.contains("unsubscribed"));
      assertThat(send("POST", link, "List-Unsubscribe=One-Click").statusCode()).isEqualTo(200);
      assertThat(send("POST", link, "List-Unsubscribe=One-Click").statusCode()).isEqualTo(200);
      assertThat(
              events(app, "ann", "ActivityRecorded").stream()
                  .filter(e -> e.contains("\"unsubscribed\"")))
          .hasSize(1);

      speed(app, TEN_DAYS_A_SECOND);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageSkipped"))
          .hasSize(2)
          .allMatch(e -> e.contains("no consent"));
      assertThat(mail.getReceivedMessages()).hasSize(1);
    }
  }

  @Test
  void derivesTheMessageIdFromTheStep() throws Exception {
    try (CommandSide app = sendingTo(mail.getSmtp().getPort())) {
      shopping(app);
      eventually(() -> mail.getReceivedMessages().length == 3);
      assertThat(
              Arrays.stream(mail.getReceivedMessages())
                  .map(
                      m -> {
                        try {
                          return header(m, "Message-ID");
                        } catch (Exception e) {
                          throw new IllegalStateException(e);
                        }
                      }))
          .doesNotHaveDuplicates();
      assertThat(events(app, "ann", "MessageSent")).allMatch(e -> e.contains("\"smtp\""));
    }
  }

  @Test
  void skipsWhoHasNoAddress() {
    try (CommandSide app = sendingTo(mail.getSmtp().getPort())) {
      app.record(order("o1", "bob", "2011-03-01T11:00:00Z", "10.00"));
      speed(app, TEN_DAYS_A_SECOND);
      eventually(() -> !events(app, "bob", "RunEnded").isEmpty());
      assertThat(events(app, "bob", "MessageSkipped"))
          .hasSize(3)
          .allMatch(e -> e.contains("no address"));
      assertThat(events(app, "bob", "MessageSending")).isEmpty();
    }
  }

  /** Nobody listens, then the server is busy, then it takes the mail: once. */
  @Test
  void triesAgainWhileTheServerCannot() throws Exception {
    int port;
    try (ScriptedServer gone = new ScriptedServer()) {
      port = gone.port();
    }
    try (CommandSide app = sendingTo(port)) {
      shopping(app);
      eventually(() -> !events(app, "ann", "MessageDeferred").isEmpty());
      assertThat(events(app, "ann", "MessageDeferred").getFirst()).contains("no connection");
      speed(app, 1);
    }
    try (ScriptedServer server = new ScriptedServer();
        CommandSide app = sendingTo(server.port())) {
      server.answer("MAIL", "451 busy");
      shopping(app);
      eventually(
          () -> events(app, "ann", "MessageDeferred").stream().anyMatch(e -> e.contains("451")));
      server.answer("MAIL", "250 fine");
      server.answer(".", "452 full");
      eventually(
          () -> events(app, "ann", "MessageDeferred").stream().anyMatch(e -> e.contains("452")));
      server.answer(".", "250 taken");
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageSent")).hasSize(3);
    }
  }

  @Test
  void doesNotRepeatWhatTheServerMayHaveTaken() {
    try (ScriptedServer server = new ScriptedServer();
        CommandSide app = sendingTo(server.port())) {
      server.answer(".", "");
      shopping(app);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageUnknown")).hasSize(3);
      assertThat(server.messages).hasValue(3);
    }
  }

  @Test
  void failsWhatTheServerRefusesForGood() {
    try (ScriptedServer server = new ScriptedServer();
        CommandSide app = sendingTo(server.port())) {
      server.answer(".", "554 ann@example.invalid looks like spam");
      shopping(app);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageFailed"))
          .hasSize(3)
          .allMatch(e -> e.contains("SMTP 554") && !e.contains("example.invalid"));
    }
  }

  /** There is no such mailbox: nothing goes there any more, whoever has it. */
  @Test
  void suppressesAnAddressThatDoesNotExist() {
    try (ScriptedServer server = new ScriptedServer();
        CommandSide app = sendingTo(server.port())) {
      server.answer("RCPT", "550 no such user");
      shopping(app);
      eventually(() -> !events(app, "ann", "MessageIntended").isEmpty());
      speed(app, 1);
      eventually(() -> !events(app, "ann", "MessageFailed").isEmpty());
      speed(app, TEN_DAYS_A_SECOND);
      eventually(() -> !events(app, "ann", "RunEnded").isEmpty());
      assertThat(events(app, "ann", "MessageFailed")).hasSize(1).first().asString().contains("550");
      assertThat(events(app, "ann", "MessageSkipped"))
          .hasSize(2)
          .allMatch(e -> e.contains("suppressed"));
    }
  }

  @Test
  void sendsATestToTheGivenAddressAlone() throws Exception {
    try (CommandSide app = sendingTo(mail.getSmtp().getPort())) {
      app.put("/v1/customers/ann", "{\"email\":\"ann@example.invalid\"}");
      app.record(order("o1", "ann", "2011-03-01T11:00:00Z", "10.00"));
      List<String> before = app.events("ann");
      String body =
          "{\"template\":\"thank-you\",\"customer\":\"ann\",\"to\":\"tester@example.invalid\"}";

      CommandSide.Answer answer = app.post("/api/messages/test", body);

      assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
      assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
      MimeMessage message = mail.getReceivedMessages()[0];
      assertThat(message.getAllRecipients()[0]).hasToString("tester@example.invalid");
      String link = found("<(http[^>]+)>", header(message, "List-Unsubscribe"));
      assertThat(send("POST", link, "").body()).contains("test message");
      assertThat(app.events("ann")).isEqualTo(before);

      app.post(
          "/v1/suppressions",
          "{\"channel\":\"email\",\"address\":\"tester@example.invalid\",\"reason\":\"bounce\"}");
      assertThat(app.post("/api/messages/test", body).status()).isEqualTo(409);
      assertThat(app.post("/api/messages/test", body.replace("\"ann\"", "\"nobody\"")).status())
          .isEqualTo(404);
      assertThat(
              app.post(
                      "/api/messages/test",
                      body.replace("tester@example.invalid", "x\\r\\nBcc: y@z"))
                  .status())
          .isEqualTo(400);
    }
  }

  /** Whatever a subject or an address holds, it makes no header of its own. */
  @Test
  void letsNobodyAddAHeader() throws Exception {
    SmtpSettings settings = settings("shop@shop.example");
    Mail made =
        new Mail(
            jakarta.mail.Session.getInstance(settings.ofSession()),
            settings,
            "id@shop.example",
            new jakarta.mail.internet.InternetAddress("ann@example.invalid"),
            new io.trailmark.commandside.template.Composed(
                "Hello\r\nBcc: evil@example.invalid\r\n\r\nbody", "text", "<p>html"),
            "https://trail.example/u/x",
            java.time.Instant.EPOCH);
    var out = new java.io.ByteArrayOutputStream();
    made.writeTo(out);
    MimeMessage read = new MimeMessage(null, new java.io.ByteArrayInputStream(out.toByteArray()));
    assertThat(read.getHeader("Bcc")).isNull();
    assertThat(read.getSubject()).isEqualTo("Hello Bcc: evil@example.invalid body");
    assertThatThrownBy(() -> settings("shop@shop.example\r\nBcc: x@y.example"))
        .hasMessageContaining("trailmark.smtp.from");
  }

  private static SmtpSettings settings(String from) {
    return new SmtpSettings(
        "127.0.0.1",
        25,
        "",
        "",
        false,
        false,
        from,
        "",
        "",
        java.time.Duration.ofSeconds(1),
        java.time.Duration.ofSeconds(1));
  }
}
