// SPDX-License-Identifier: GPL-3.0-or-later
#include "dataset.h"

namespace atalaya::model {

QString fieldTypeName(FieldType type)
{
    switch (type) {
    case FieldType::Text:
    case FieldType::Id:
        return QStringLiteral("string");
    case FieldType::Integer:
        return QStringLiteral("integer");
    case FieldType::Number:
        return QStringLiteral("number");
    case FieldType::Boolean:
        return QStringLiteral("boolean");
    case FieldType::Time:
        return QStringLiteral("timestamp");
    case FieldType::Object:
        return QStringLiteral("object");
    }
    Q_UNREACHABLE();
}

} // namespace atalaya::model
