#include "agent/desktop/dbus_menu.h"

#include <cstring>
#include <utility>
#include <vector>

#include "agent/desktop/menu_diff.h"
#include "agent/translations/translate.h"

namespace traypulse::desktop {
namespace {

constexpr char kMenuInterface[] = R"(<node><interface name='com.canonical.dbusmenu'>
<property name='Version' type='u' access='read'/>
<property name='TextDirection' type='s' access='read'/>
<property name='Status' type='s' access='read'/>
<property name='IconThemePath' type='as' access='read'/>
<method name='GetLayout'><arg type='i' name='parentId' direction='in'/>
 <arg type='i' name='recursionDepth' direction='in'/><arg type='as' name='names' direction='in'/>
 <arg type='u' name='revision' direction='out'/><arg type='(ia{sv}av)' name='layout' direction='out'/></method>
<method name='GetGroupProperties'><arg type='ai' name='ids' direction='in'/>
 <arg type='as' name='names' direction='in'/><arg type='a(ia{sv})' name='items' direction='out'/></method>
<method name='GetProperty'><arg type='i' name='id' direction='in'/>
 <arg type='s' name='name' direction='in'/><arg type='v' name='value' direction='out'/></method>
<method name='Event'><arg type='i' name='id' direction='in'/><arg type='s' name='event' direction='in'/>
 <arg type='v' name='data' direction='in'/><arg type='u' name='timestamp' direction='in'/></method>
<method name='EventGroup'><arg type='a(isvu)' name='events' direction='in'/>
 <arg type='ai' name='notFound' direction='out'/></method>
<method name='AboutToShow'><arg type='i' name='id' direction='in'/>
 <arg type='b' name='needUpdate' direction='out'/></method>
<method name='AboutToShowGroup'><arg type='ai' name='ids' direction='in'/>
 <arg type='ai' name='updatesNeeded' direction='out'/><arg type='ai' name='notFound' direction='out'/></method>
<signal name='ItemsPropertiesUpdated'><arg type='a(ia{sv})' name='updated'/>
 <arg type='a(ias)' name='removed'/></signal>
<signal name='LayoutUpdated'><arg type='u' name='revision'/><arg type='i' name='parent'/></signal>
<signal name='ItemActivationRequested'><arg type='i' name='id'/><arg type='u' name='timestamp'/></signal>
</interface></node>)";

/// The protocol's version that hosts of today speak.
constexpr guint kProtocolVersion = 3;

/// In an update every property is given, so that a value can go back to its default.
enum class Defaults { left_out, given };

void add(GVariantBuilder* builder, const char* key, GVariant* value) {
    g_variant_builder_add(builder, "{sv}", key, value);
}

GVariant* properties_of(const MenuItem& item, Defaults defaults) {
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a{sv}"));
    if (item.kind == MenuItem::Kind::separator)
        add(&builder, "type", g_variant_new_string("separator"));
    else
        add(&builder, "label", g_variant_new_string(dbusmenu_label(item.label).c_str()));
    if (item.kind == MenuItem::Kind::check) {
        add(&builder, "toggle-type", g_variant_new_string("checkmark"));
        add(&builder, "toggle-state", g_variant_new_int32(item.checked ? 1 : 0));
    }
    if (defaults == Defaults::given || !item.enabled)
        add(&builder, "enabled", g_variant_new_boolean(item.enabled));
    if (defaults == Defaults::given || !item.visible)
        add(&builder, "visible", g_variant_new_boolean(item.visible));
    if (!item.children.empty()) add(&builder, "children-display", g_variant_new_string("submenu"));
    return g_variant_builder_end(&builder);
}

GVariant* layout_of(const MenuItem& item, int depth) {
    GVariantBuilder children;
    g_variant_builder_init(&children, G_VARIANT_TYPE("av"));
    if (depth != 0) {
        for (const auto& child : item.children)
            g_variant_builder_add(&children, "v", layout_of(child, depth - 1));
    }
    return g_variant_new("(i@a{sv}@av)", item.id, properties_of(item, Defaults::left_out),
                         g_variant_builder_end(&children));
}

void add_all(GVariantBuilder* builder, const MenuItem& item) {
    g_variant_builder_add(builder, "(i@a{sv})", item.id, properties_of(item, Defaults::left_out));
    for (const auto& child : item.children) add_all(builder, child);
}

/// Few read a menu longer than this without a click. (xfce4-panel asks AboutToShow but lays the
/// menu out before the answer, so what waits should be shown well before it opens next.)
constexpr gint64 kMaxOpenMicroseconds = gint64{10} * G_USEC_PER_SEC;

/// Whether an AboutToShow or AboutToShowGroup is about the menu itself.
bool wants_root(const char* method, GVariant* args) {
    const Variant first(g_variant_get_child_value(args, 0));
    if (std::strcmp(method, "AboutToShow") == 0) return g_variant_get_int32(first.get()) == 0;
    for (gsize i = 0; i < g_variant_n_children(first.get()); ++i) {
        gint32 id = 0;
        g_variant_get_child(first.get(), i, "i", &id);
        if (id == 0) return true;
    }
    return false;
}

}  // namespace

std::string dbusmenu_label(const std::string& plain) {
    std::string out;
    for (const char c : plain) out.append(c == '_' ? 2 : 1, c);
    return out;
}

DbusMenu::DbusMenu(GDBusConnection* bus, const std::string& path, std::function<void(int)> clicked)
    : clicked_(std::move(clicked)), object_(bus, path, kMenuInterface, *this) {}

void DbusMenu::set(MenuItem root) {
    root.id = 0;  // the protocol's name for the root
    wanted_ = std::move(root);
    show(may_be_open() ? with_visibility_of(root_, wanted_) : wanted_);
}

bool DbusMenu::may_be_open() const {
    return opened_at_ && g_get_monotonic_time() - *opened_at_ < kMaxOpenMicroseconds;
}

void DbusMenu::about_to_show() {
    show(wanted_);  // before the answer, so that the host has it before it opens the menu
    opened_at_ = g_get_monotonic_time();
}

void DbusMenu::show(MenuItem root) {
    const MenuItem before = std::exchange(root_, std::move(root));
    const auto change = menu_change(before, root_);
    if (change.structure) {
        object_.emit("LayoutUpdated", g_variant_new("(ui)", ++revision_, 0));
        return;
    }
    if (change.properties.empty()) return;
    GVariantBuilder updated;
    g_variant_builder_init(&updated, G_VARIANT_TYPE("a(ia{sv})"));
    for (const auto* item : change.properties)
        g_variant_builder_add(&updated, "(i@a{sv})", item->id,
                              properties_of(*item, Defaults::given));
    object_.emit("ItemsPropertiesUpdated",
                 g_variant_new("(@a(ia{sv})@a(ias))", g_variant_builder_end(&updated),
                               g_variant_new_array(G_VARIANT_TYPE("(ias)"), nullptr, 0)));
}

void DbusMenu::method_called(const char* method, GVariant* args,
                             GDBusMethodInvocation* invocation) {
    if (std::strcmp(method, "GetLayout") == 0) return answer_layout(args, invocation);
    if (std::strcmp(method, "GetGroupProperties") == 0)
        return answer_group_properties(args, invocation);
    if (std::strcmp(method, "GetProperty") == 0) return answer_property(args, invocation);
    if (std::strcmp(method, "EventGroup") == 0) return answer_event_group(args, invocation);
    if (std::strcmp(method, "Event") == 0) {
        gint32 id = 0;
        const char* what = nullptr;
        g_variant_get(args, "(i&svu)", &id, &what, nullptr, nullptr);
        const std::string kept = what;
        // Answered first: what is asked for may take this menu away.
        g_dbus_method_invocation_return_value(invocation, nullptr);
        return event(id, kept);
    }
    if (wants_root(method, args)) about_to_show();
    // The host has had the changes as signals; it need not ask for anything.
    if (std::strcmp(method, "AboutToShow") == 0)
        return g_dbus_method_invocation_return_value(invocation, g_variant_new("(b)", FALSE));
    g_dbus_method_invocation_return_value(
        invocation, g_variant_new("(@ai@ai)", g_variant_new_array(G_VARIANT_TYPE_INT32, nullptr, 0),
                                  g_variant_new_array(G_VARIANT_TYPE_INT32, nullptr, 0)));
}

GVariant* DbusMenu::property(const char* name) {
    if (std::strcmp(name, "Version") == 0) return g_variant_new_uint32(kProtocolVersion);
    if (std::strcmp(name, "IconThemePath") == 0) return g_variant_new_strv(nullptr, 0);
    if (std::strcmp(name, "TextDirection") == 0)
        return g_variant_new_string(right_to_left() ? "rtl" : "ltr");
    if (std::strcmp(name, "Status") == 0) return g_variant_new_string("normal");
    return nullptr;
}

void DbusMenu::answer_layout(GVariant* args, GDBusMethodInvocation* invocation) {
    gint32 id = 0;
    gint32 depth = 0;
    g_variant_get(args, "(iias)", &id, &depth, nullptr);
    const auto* item = find_item(root_, id);
    if (!item)
        return g_dbus_method_invocation_return_error(
            invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS, "no menu item %d", id);
    g_dbus_method_invocation_return_value(
        invocation, g_variant_new("(u@(ia{sv}av))", revision_, layout_of(*item, depth)));
}

void DbusMenu::answer_group_properties(GVariant* args, GDBusMethodInvocation* invocation) {
    const Variant ids(g_variant_get_child_value(args, 0));
    GVariantBuilder items;
    g_variant_builder_init(&items, G_VARIANT_TYPE("a(ia{sv})"));
    if (g_variant_n_children(ids.get()) == 0) add_all(&items, root_);
    for (gsize i = 0; i < g_variant_n_children(ids.get()); ++i) {
        gint32 id = 0;
        g_variant_get_child(ids.get(), i, "i", &id);
        if (const auto* item = find_item(root_, id))
            g_variant_builder_add(&items, "(i@a{sv})", id,
                                  properties_of(*item, Defaults::left_out));
    }
    g_dbus_method_invocation_return_value(
        invocation, g_variant_new("(@a(ia{sv}))", g_variant_builder_end(&items)));
}

void DbusMenu::answer_property(GVariant* args, GDBusMethodInvocation* invocation) {
    gint32 id = 0;
    const char* name = nullptr;
    g_variant_get(args, "(i&s)", &id, &name);
    Variant value;
    if (const auto* item = find_item(root_, id)) {
        const Variant all(g_variant_ref_sink(properties_of(*item, Defaults::given)));
        value.reset(g_variant_lookup_value(all.get(), name, nullptr));
    }
    if (!value)
        return g_dbus_method_invocation_return_error(invocation, G_DBUS_ERROR,
                                                     G_DBUS_ERROR_INVALID_ARGS,
                                                     "menu item %d has no %s", id, name);
    g_dbus_method_invocation_return_value(invocation, g_variant_new("(v)", value.get()));
}

void DbusMenu::answer_event_group(GVariant* args, GDBusMethodInvocation* invocation) {
    const Variant events(g_variant_get_child_value(args, 0));
    std::vector<std::pair<int, std::string>> wanted;
    GVariantBuilder unknown;
    g_variant_builder_init(&unknown, G_VARIANT_TYPE("ai"));
    for (gsize i = 0; i < g_variant_n_children(events.get()); ++i) {
        gint32 id = 0;
        const char* what = nullptr;
        g_variant_get_child(events.get(), i, "(i&svu)", &id, &what, nullptr, nullptr);
        if (find_item(root_, id))
            wanted.emplace_back(id, what);
        else
            g_variant_builder_add(&unknown, "i", id);
    }
    g_dbus_method_invocation_return_value(invocation,
                                          g_variant_new("(@ai)", g_variant_builder_end(&unknown)));
    for (const auto& [id, what] : wanted) event(id, what);
}

void DbusMenu::event(int id, const std::string& what) {
    if (id == 0 && what == "opened") about_to_show();
    if (what == "clicked" || (id == 0 && what == "closed")) {
        opened_at_.reset();
        show(wanted_);
    }
    if (what != "clicked" || !clicked_) return;
    const auto* item = find_item(root_, id);
    // A click may have been on its way while the item was withdrawn.
    if (!item || !item->enabled || !item->visible) return;
    const auto clicked = clicked_;  // may end this menu
    clicked(id);
}

}  // namespace traypulse::desktop
