// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/problem.h"
#include "api/request.h"
#include "api/response.h"

#include <optional>

namespace atalaya::api {

/// Whether the client takes a page rather than JSON: browsers say so first; programs that take anything get JSON.
bool prefersHtml(const Request& request);
/// The page that asks a person for a token. `next`: where to go then (see localTarget()); `isRefused`: it says that the last one was
/// not known.
Response signInPage(int status, const QString& next, bool isRefused);

/// What the form of that page sends.
struct SignInForm
{
    QByteArray token;
    QString next; ///< local
};
/// A Problem names the field that does not fit.
std::variant<SignInForm, Problem> readSignInForm(const QByteArray& body);
/// `target` when it leads nowhere but to this server ("/docs?x#y"), else where one usually goes. So nobody is sent elsewhere by a link
/// that looks like ours.
QString localTarget(const QString& target);
/// Whether a form came from a page of this very server: by its Origin or, from what sends none, by Sec-Fetch-Site. What sends neither is
/// no browser.
bool isSameOrigin(const Request& request, bool hasTls);

} // namespace atalaya::api
