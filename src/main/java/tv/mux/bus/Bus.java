package tv.mux.bus;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import io.vertx.core.json.jackson.DatabindCodec;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The typed event bus: sends records as JSON objects. A message whose body is not the JSON of the record, for example
 * from a debugging tool, is logged and dropped.
 */
public final class Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Bus.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    /** A request without a reply within this time fails. */
    private static final long CALL_TIMEOUT_MS = 2_000;

    private static final int REFUSED = 1;
    private static final int FAILED = 2;

    /** A message of a later release may have properties that this release does not know. */
    private static final ObjectMapper MAPPER =
            DatabindCodec.mapper().copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final EventBus bus;

    public Bus(Vertx vertx) {
        this.bus = vertx.eventBus();
    }

    /** Publishes a message to all subscribers, on other nodes too if the topic says so. */
    public <T> void publish(Topic<T> topic, T body) {
        if (topic.clustered()) {
            bus.publish(topic.address(), json(body));
        } else {
            bus.publish(topic.address(), json(body), LOCAL);
        }
    }

    /** Publishes a message to the subscribers on this node only. */
    public <T> void publishHere(Topic<T> topic, T body) {
        bus.publish(topic.address(), json(body), LOCAL);
    }

    /** Subscribes to a topic until the calling verticle is undeployed. */
    public <T> MessageConsumer<JsonObject> subscribe(Topic<T> topic, Consumer<T> subscriber) {
        return topic.clustered()
                ? bus.consumer(topic.address(), message -> deliver(topic, message, subscriber))
                : bus.localConsumer(topic.address(), message -> deliver(topic, message, subscriber));
    }

    private static <T> void deliver(Topic<T> topic, Message<JsonObject> message, Consumer<T> subscriber) {
        T body;
        try {
            body = record(message.body(), topic.type());
        } catch (RuntimeException e) {
            LOG.warn(
                    "{}: dropped a message whose body is not a {}",
                    topic.address(),
                    topic.type().getSimpleName());
            return;
        }
        subscriber.accept(body);
    }

    /** Sends a request. Fails if no reply comes within two seconds, or if the reply is a failure. */
    public <Q, R> Future<R> request(Call<Q, R> call, Q request) {
        DeliveryOptions options = new DeliveryOptions().setLocalOnly(true).setSendTimeout(CALL_TIMEOUT_MS);
        return bus.<JsonObject>request(call.address(), json(request), options)
                .map(reply -> record(reply.body(), call.reply()));
    }

    /** Replies to requests until the calling verticle is undeployed. */
    public <Q, R> MessageConsumer<JsonObject> serve(Call<Q, R> call, Function<Q, Future<R>> handler) {
        return bus.localConsumer(call.address(), message -> {
            Q request;
            try {
                request = record(message.body(), call.request());
            } catch (RuntimeException e) {
                message.fail(REFUSED, "not a " + call.request().getSimpleName());
                return;
            }
            handler.apply(request)
                    .onSuccess(reply -> message.reply(json(reply)))
                    .onFailure(e -> message.fail(
                            e instanceof PermanentFailure ? REFUSED : FAILED, String.valueOf(e.getMessage())));
        });
    }

    /** Whether a request failed with a {@link PermanentFailure}, so that a further try would fail too. */
    public static boolean isPermanentFailure(Throwable failure) {
        return failure instanceof ReplyException reply
                && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
                && reply.failureCode() == REFUSED;
    }

    private static JsonObject json(Object body) {
        return new JsonObject(MAPPER.convertValue(body, new TypeReference<Map<String, Object>>() {}));
    }

    private static <T> T record(JsonObject body, Class<T> type) {
        return MAPPER.convertValue(body.getMap(), type);
    }
}
